# Objects that behave like containers.
class Matrix:
    def __init__(self, rows, cols):
        self.rows, self.cols = rows, cols
        self.data = [0] * (rows * cols)

    def __getitem__(self, key):
        row, col = key
        return self.data[row * self.cols + col]

    def __setitem__(self, key, value):
        row, col = key
        self.data[row * self.cols + col] = value

m = Matrix(2, 3)
m[1, 2] = 5
m[0, 0] += 7
print(m[1, 2], m[0, 0], m.data)

class Squares:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(self.n))]
        if i >= self.n or i < -self.n:
            raise IndexError
        return i * i if i >= 0 else (self.n + i) ** 2

s = Squares(5)
print(len(s), s[3], s[-1], s[1:4], list(s), 9 in s, 7 in s, sum(s), max(s), sorted(s, reverse=True))
for x in s:
    print(x, end=" ")
print()
a, b, *c = s
print(a, b, c, tuple(s), [x for x in s if x > 3], bool(s), bool(Squares(0)))
print(list(zip(s, "abc")), list(enumerate(s))[1], list(map(str, s)), ",".join(str(x) for x in s))

class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1

print(list(Countdown(3)), sum(Countdown(4)), 2 in Countdown(3), max(Countdown(5)))
it = Countdown(2)
print(next(it), next(it), next(it, "end"))
try:
    next(it)
except StopIteration:
    print("stopped")
for x in Countdown(2):
    for y in Countdown(2):
        print(x, y)
