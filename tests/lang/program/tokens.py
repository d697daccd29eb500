# A tokenizer and a tiny stack language.
def tokens(text):
    word = ""
    for c in text + " ":
        if c.isspace():
            if word:
                yield word
            word = ""
        else:
            word += c

class Forth:
    def __init__(self):
        self.stack = []
        self.words = {"dup": self.dup, "swap": self.swap, "drop": self.drop, ".": self.show}
        self.ops = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a // b}
        self.out = []

    def dup(self):
        self.stack.append(self.stack[-1])

    def swap(self):
        self.stack[-1], self.stack[-2] = self.stack[-2], self.stack[-1]

    def drop(self):
        self.stack.pop()

    def show(self):
        self.out.append(str(self.stack.pop()))

    def run(self, text):
        self.out = []
        source = tokens(text)
        for word in source:
            if word == ":":
                name = next(source)
                body = []
                while (part := next(source)) != ";":
                    body.append(part)
                self.words[name] = lambda body=body: self.run_words(body)
            else:
                self.run_words([word])
        return " ".join(self.out)

    def run_words(self, words):
        for word in words:
            if word in self.words:
                self.words[word]()
            elif word in self.ops:
                b, a = self.stack.pop(), self.stack.pop()
                self.stack.append(self.ops[word](a, b))
            else:
                self.stack.append(int(word))

f = Forth()
print(f.run("1 2 + . 7 3 - 2 * ."))
print(f.run(": square dup * ; 9 square . : cube dup square * ; 3 cube ."))
for bad in ("+", "1 0 /", "what"):
    try:
        f.run(bad)
    except IndexError:
        print("stack is empty")
    except ZeroDivisionError:
        print("division by zero")
    except ValueError:
        print("unknown word")
