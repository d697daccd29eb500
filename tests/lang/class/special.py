# __str__, __repr__, __bool__, __len__, __call__, __getattr__, __setattr__.
class Plain:
    def __str__(self):
        return "str"

class Both(Plain):
    def __repr__(self):
        return "repr"

class OnlyRepr:
    def __repr__(self):
        return "only repr"

print(str(Both()), repr(Both()), [Both()], OnlyRepr(), str(OnlyRepr()), f"{Both()} {Both()!r}", "%s %r" % (Both(), Both()))

class Lazy:
    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        return "made up"

lazy = Lazy()
print(lazy.real, lazy.other, lazy.x.upper())
lazy.other = 2
print(lazy.other)

class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x, *more, scale=1):
        return (self.n + x + sum(more)) * scale

add5 = Adder(5)
print(add5(1), add5(1, 2, 3), add5(1, scale=10), list(map(add5, [1, 2])), callable(add5), callable(Plain()))

class Index:
    def __index__(self):
        return 2

print([10, 20, 30][Index()], "abc"[Index()], list(range(Index())), hex(Index()))

class Num:
    def __int__(self):
        return 7

    def __float__(self):
        return 7.5

    def __round__(self, n=0):
        return "rounded"

print(int(Num()), float(Num()), round(Num()), abs(-3))
