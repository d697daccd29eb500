# Gaussian elimination and determinants, with fractions of integers.
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

class Fraction:
    def __init__(self, n, d=1):
        g = gcd(n, d)
        if d < 0:
            g = -g
        self.n, self.d = n // g, d // g

    def __add__(self, o):
        return Fraction(self.n * o.d + o.n * self.d, self.d * o.d)

    def __sub__(self, o):
        return Fraction(self.n * o.d - o.n * self.d, self.d * o.d)

    def __mul__(self, o):
        return Fraction(self.n * o.n, self.d * o.d)

    def __truediv__(self, o):
        return Fraction(self.n * o.d, self.d * o.n)

    def __eq__(self, o):
        return self.n == o.n and self.d == o.d

    def __bool__(self):
        return self.n != 0

    def __repr__(self):
        return str(self.n) if self.d == 1 else "%d/%d" % (self.n, self.d)

def solve(a, b):
    n = len(a)
    m = [[Fraction(x) for x in row] + [Fraction(y)] for row, y in zip(a, b)]
    for i in range(n):
        pivot = i
        while not m[pivot][i]:
            pivot += 1
        m[i], m[pivot] = m[pivot], m[i]
        m[i] = [x / m[i][i] for x in m[i]]
        for j in range(n):
            if j != i:
                factor = m[j][i]
                m[j] = [x - factor * y for x, y in zip(m[j], m[i])]
    return [row[n] for row in m]

print(solve([[2, 1], [1, 3]], [3, 5]), solve([[0, 2, 1], [1, -2, -3], [-1, 1, 2]], [-8, 0, 3]))
print(Fraction(1, 3) + Fraction(1, 6), Fraction(6, -4), Fraction(10 ** 20, 10 ** 18))
h = Fraction(0)
for i in range(1, 21):
    h = h + Fraction(1, i)
print(h)
