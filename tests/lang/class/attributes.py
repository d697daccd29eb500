# Lookup order: instance, class, bases; class attributes shared.
class A:
    shared = []
    x = 1

    def get(self):
        return self.x

class B(A):
    x = 2

class C(B):
    pass

a, b, c = A(), B(), C()
print(a.get(), b.get(), c.get())
c.x = 3
print(c.get(), B.x, C.x)
B.x = 20
print(b.get(), c.get(), C().get())
del c.x
print(c.get())
a.shared.append(1)
print(b.shared, A.shared is C.shared)
b.shared = [2]
print(a.shared, b.shared, c.shared)
C.get = lambda self: "patched"
print(c.get(), b.get())
del C.get
print(c.get())
try:
    del C.get
except AttributeError:
    print("not its own")
A.added = "later"
print(c.added, hasattr(B, "added"), hasattr(a, "missing"))

class Many:
    def __init__(self):
        self.a = self.b = self.c = self.d = 0
        self.e, self.f = 5, 6

    def grow(self):
        self.g = 7
        self.h = self.g + 1
        return self

m = Many().grow()
m.extra1 = 1
m.extra2 = 2
print(m.a, m.e, m.f, m.g, m.h, m.extra1 + m.extra2)
n = Many()
try:
    n.g
except AttributeError:
    print("g is not set yet")
