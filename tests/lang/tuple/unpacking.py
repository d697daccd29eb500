# Assignment to several targets.
a, b = 1, 2
[c, d] = "xy"
(e, (f, g)), h = (1, (2, 3)), 4
print(a, b, c, d, e, f, g, h)
first, *rest = [1, 2, 3]
*start, last = (1, 2, 3)
x, *middle, y = range(6)
print(first, rest, start, last, x, middle, y)
a, *none = [1]
print(a, none)
for i, (j, k) in enumerate([(1, 2), (3, 4)]):
    print(i, j, k)
for head, *tail in [[1, 2, 3], "ab", (9,)]:
    print(head, tail)
d = {"k": 0}
l = [0, 0]
d["k"], l[1] = 5, 6
print(d, l)
i = 0
i, l[i] = 1, 7
print(i, l)
a = b = c = []
a.append(1)
print(b, c)
for bad in ((1,), (1, 2, 3), ()):
    try:
        p, q = bad
    except ValueError:
        print("wrong count")
try:
    p, *q, r = [1]
except ValueError:
    print("not enough")
try:
    p, q = 5
except TypeError:
    print("cannot be unpacked")
print(*[1, 2], *"ab", sep="-")
print([*range(3), *"xy"], (*[1], 2), {*[1, 1, 2]} == {1, 2}, {**{"a": 1}, "b": 2})
