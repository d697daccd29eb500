# A recursive-descent calculator.
class Parser:
    def __init__(self, text):
        self.text = text
        self.pos = 0

    def peek(self):
        while self.pos < len(self.text) and self.text[self.pos] == " ":
            self.pos += 1
        return self.text[self.pos] if self.pos < len(self.text) else ""

    def take(self):
        c = self.peek()
        self.pos += 1
        return c

    def number(self):
        start = self.pos
        while self.pos < len(self.text) and self.text[self.pos] in "0123456789.":
            self.pos += 1
        word = self.text[start:self.pos]
        return float(word) if "." in word else int(word)

    def atom(self):
        c = self.peek()
        if c == "(":
            self.take()
            value = self.sum()
            if self.take() != ")":
                raise ValueError("missing )")
            return value
        if c == "-":
            self.take()
            return -self.atom()
        if c and c in "0123456789":
            return self.number()
        raise ValueError("unexpected " + (c or "end"))

    def power(self):
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.power()
        return base

    def product(self):
        value = self.power()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.power()
            else:
                value /= self.power()
        return value

    def sum(self):
        value = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.product()
        return value

def calc(text):
    try:
        p = Parser(text)
        value = p.sum()
        if p.peek():
            raise ValueError("unexpected " + p.peek())
        return value
    except ValueError as e:
        return "error: " + str(e)
    except ZeroDivisionError:
        return "division by zero"

for text in ("1 + 2 * 3", "(1+2)*3", "2^3^2", "-4 + 10/4", "1.5*4", "2*(3", "1 +", "5/(2-2)", "7 8", "((((1))))", "2^100"):
    print(text, "=", calc(text))
