def f(a, b):
    c = a + b * 2
    c += 1
    return c - a if a < b else -c

print(f(1, 1 << 40), 3 ** 2, "x" * 3)
