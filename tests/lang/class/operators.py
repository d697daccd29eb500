# Operator methods.
class Vector:
    def __init__(self, *items):
        self.items = list(items)

    def __add__(self, other):
        return Vector(*[a + b for a, b in zip(self.items, other.items)])

    def __sub__(self, other):
        return Vector(*[a - b for a, b in zip(self.items, other.items)])

    def __mul__(self, k):
        if isinstance(k, Vector):
            return sum([a * b for a, b in zip(self.items, k.items)])
        return Vector(*[a * k for a in self.items])

    def __rmul__(self, k):
        return self * k

    def __truediv__(self, k):
        return Vector(*[a / k for a in self.items])

    def __floordiv__(self, k):
        return Vector(*[a // k for a in self.items])

    def __mod__(self, k):
        return Vector(*[a % k for a in self.items])

    def __pow__(self, k):
        return Vector(*[a ** k for a in self.items])

    def __neg__(self):
        return self * -1

    def __pos__(self):
        return self

    def __abs__(self):
        return sum(self.items)

    def __invert__(self):
        return Vector(*self.items[::-1])

    def __eq__(self, other):
        return isinstance(other, Vector) and self.items == other.items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __delitem__(self, i):
        del self.items[i]

    def __contains__(self, x):
        return x in self.items

    def __call__(self, scale):
        return [scale * x for x in self.items]

    def __repr__(self):
        return "V" + str(tuple(self.items))

    def __iadd__(self, other):
        for i in range(len(self)):
            self.items[i] += other.items[i]
        return self

    def __and__(self, other):
        return Vector(*[x for x in self.items if x in other.items])

    def __lshift__(self, n):
        return Vector(*(self.items[n:] + self.items[:n]))

a, b = Vector(1, 2, 3), Vector(4, 5, 6)
print(a + b, b - a, a * 2, 3 * a, a * b, a / 2, b // 2, b % 4, a ** 2)
print(-a, +a, abs(a), ~a, a == Vector(1, 2, 3), a != b, a == 5)
print(len(a), a[0], a[-1], a[1:], 2 in a, 9 in a, 9 not in a, a(10), a & Vector(3, 1), a << 1)
a[0] = 100
del a[2]
print(a)
c = b
b += Vector(1, 1, 1)
print(b, c is b)
b -= Vector(1, 1, 1)
print(b, c is b)
print([a, b], (a,), {"k": a}, str(a), f"{a}")
for bad in (lambda: a + 1, lambda: 1 + a, lambda: a | b, lambda: a < b, lambda: -Vector):
    try:
        print(bad())
    except TypeError:
        print("TypeError")
    except AttributeError:
        print("AttributeError")
