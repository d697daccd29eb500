# Slices read, assigned, deleted.
a = list(range(10))
print(a[2:5], a[:3], a[7:], a[-3:], a[:-7], a[::3], a[::-1], a[8:2:-2], a[5:5], a[20:], a[-100:2])
a[2:4] = ["x", "y", "z"]
print(a)
a[:0] = [-1]
a[len(a):] = [99]
print(a)
a[1:3] = []
print(a)
a[::2] = [0] * len(a[::2])
print(a)
del a[1:4]
print(a)
del a[::2]
print(a)
try:
    a[::2] = [1, 2, 3, 4, 5, 6, 7]
except ValueError:
    print("wrong size")
try:
    a[::0]
except ValueError:
    print("step of zero")
b = [1, 2, 3]
b[:] = b + b
print(b)
c = b[:]
c[0] = 100
print(b[0], c[0])
b[1:2] = b
print(b)
s = slice(1, 10, 3)
print("abcdefghijkl"[s], list(range(12))[s], s.start, s.stop, s.step, s)
print(slice(5), slice(None), slice(1, None), slice(-3, None).indices(10), slice(None, None, -1).indices(4))
