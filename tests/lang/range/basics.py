# Ranges are sequences without storage.
r = range(2, 20, 3)
print(list(r), len(r), r[0], r[-1], r[1:3], 8 in r, 9 in r, r.index(11), r.count(5))
print(list(range(3)), list(range(3, 0)), list(range(3, 0, -1)), list(range(0)), list(range(-3, 3)))
print(range(5), range(1, 5), range(1, 5, 2), range(0) == range(3, 3), range(3) == range(0, 3, 1))
print(len(range(10 ** 9)), 10 ** 8 in range(10 ** 9), range(10 ** 9)[123456789], range(0, 100, 7)[::-1])
print(r.start, r.stop, r.step, bool(range(0)), bool(range(1)))
try:
    range(1, 2, 0)
except ValueError:
    print("step of zero")
try:
    r[99]
except IndexError:
    print("out of range")
try:
    range(1.5)
except TypeError:
    print("not an integer")
for i in reversed(range(3)):
    print(i)
for i in range(2 ** 30 - 2, 2 ** 30 + 2):
    print(i)
for i in range(3):
    i = 10
    print(i)
else:
    print("end", i)
n = 3
for i in range(n):
    n = 100
print(i, n)
