# Writing and reading JSON by hand.
def write(v):
    if v is None:
        return "null"
    if v is True:
        return "true"
    if v is False:
        return "false"
    if isinstance(v, str):
        return '"' + v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(v, (int, float)):
        return repr(v)
    if isinstance(v, dict):
        return "{" + ", ".join(write(k) + ": " + write(x) for k, x in v.items()) + "}"
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join([write(x) for x in v]) + "]"
    raise TypeError("cannot write it")

class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def space(self):
        while self.at < len(self.text) and self.text[self.at] in " \n\t":
            self.at += 1

    def expect(self, word, value):
        if self.text.startswith(word, self.at):
            self.at += len(word)
            return value
        raise ValueError("expected " + word + " at " + str(self.at))

    def value(self):
        self.space()
        c = self.text[self.at:self.at + 1]
        if c == "{":
            return self.items("}", {})
        if c == "[":
            return self.items("]", [])
        if c == '"':
            return self.string()
        for word, value in (("null", None), ("true", True), ("false", False)):
            if c and c == word[0]:
                return self.expect(word, value)
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-0123456789.eE":
            self.at += 1
        word = self.text[start:self.at]
        try:
            return int(word)
        except ValueError:
            return float(word)

    def items(self, close, out):
        self.at += 1
        self.space()
        while not self.text.startswith(close, self.at):
            if close == "}":
                self.space()
                key = self.string()
                self.space()
                self.expect(":", None)
                out[key] = self.value()
            else:
                out.append(self.value())
            self.space()
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith(close, self.at):
                raise ValueError("expected , at " + str(self.at))
        self.at += 1
        return out

    def string(self):
        self.expect('"', None)
        out = []
        while self.text[self.at] != '"':
            if self.text[self.at] == "\\":
                self.at += 1
                out.append({"n": "\n", "t": "\t"}.get(self.text[self.at], self.text[self.at]))
            else:
                out.append(self.text[self.at])
            self.at += 1
        self.at += 1
        return "".join(out)

data = {"name": "zsh \"ell\"\n", "list": [1, -2.5, 1e30, None, True, []], "nested": {"a": {"b": ()}}, "é": "€"}
text = write(data)
print(text)
back = Reader(text).value()
print(back == {"name": "zsh \"ell\"\n", "list": [1, -2.5, 1e30, None, True, []], "nested": {"a": {"b": []}}, "é": "€"})
for bad in ("[1 2]", "nul", "{\"a\" 1}", "", "[1,"):
    try:
        print(Reader(bad).value())
    except ValueError as e:
        print("bad json")
