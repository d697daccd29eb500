# The class body runs like any code.
class Config:
    base = 10
    limit = base * 2
    names = [n.upper() for n in ("a", "b")]
    if limit > 15:
        size = "large"
    else:
        size = "small"
    for i in range(3):
        last = i
    table = {}
    table["k"] = limit

    def method(self):
        return self.limit

    alias = method

    class Inner:
        value = 5

        def get(self):
            return self.value

print(Config.limit, Config.names, Config.size, Config.last, Config.table, Config.Inner.value)
print(Config().alias(), Config.Inner().get())

def make(n):
    class Local:
        value = n

        def read(self):
            return n + self.value
    return Local

one, two = make(1), make(2)
print(one().read(), two().read(), one is two, isinstance(one(), two))

class Empty: pass

print(isinstance(Empty(), Empty), Empty() == Empty())
print([C().read() for C in (one, two)])
try:
    class Bad:
        x = 1 / 0
except ZeroDivisionError:
    print("body raised")
