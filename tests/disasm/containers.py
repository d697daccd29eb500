a = [1, 2, (3, "four", None), {5: 6}, {7}]
b = [x * x for x in a[1:3] if x]
c = {k: v for k, v in a}
first, *rest = a
a[0] = rest[-1]
del a[1]
print(f"{a!r:>10} {b[0]:.2f}", 1 < 2 <= 3, not b or c)
