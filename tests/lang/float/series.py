# A numerical program: series, Newton's method, a small integration.
def exp(x):
    term, total, n = 1.0, 1.0, 1
    while abs(term) > 1e-16:
        term *= x / n
        total += term
        n += 1
    return total

print(round(exp(1.0), 10), round(exp(-2.0), 10), exp(0.0))

def sqrt(x):
    guess = x if x > 1 else 1.0
    for _ in range(40):
        guess = (guess + x / guess) / 2
    return guess

for x in (2, 9.0, 0.25, 1e6):
    print(x, round(sqrt(x), 12))

def integrate(f, a, b, n):
    h = (b - a) / n
    return h * sum([f(a + (i + 0.5) * h) for i in range(n)])

print(round(integrate(lambda x: x * x, 0, 3, 100), 3))
print(round(integrate(lambda x: 4 / (1 + x * x), 0.0, 1.0, 200), 6))
mean = sum([1.5, 2.5, 4.0]) / 3
print(round(mean, 6), sum([0.1] * 10))
