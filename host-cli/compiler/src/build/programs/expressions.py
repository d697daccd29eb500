a, (b, *c), [d] = 1, (2, 3, 4), [5]
a, b = b, a
a, b, d = d, a, b
(e,) = (1,)
*f, g = "abc"
h = i = j = [0] * 3
h[0], i[1:2], j[-1] = a, b, c
h[0] += 1
h *= 2
k = {**{"x": 1}, "y": [*c, *"xy"], **{}}
m = {1, 2, *c}
n = (*c, 1)
o = not a, -b, ~d, +e[0]
p = a and b or c
q = a if b else c
r = f"{a!r:>{b}.2f} {c=} {{}}" "tail" f"{d}"
s = h[1:2, ::3, ...], h[:], h[::2]
t = a < b < d <= 4 != 5
u = 2 ** 100, -(2 ** 30), 2 ** 30 - 1, 0.1, 1e300, b"\x00\xff", "\u00e9\U0001f600", None, True
v = [x + y for x in range(3) for y in range(x, 5) if x if y]
w = {x: y for x, y in zip(c, c)}
x = {y for y in c}
y = list(z for z in c if z)
z = [[col for col in row] for row in [[1], [2]]]
aa = [(lambda: n2) for n2 in range(2)]
bb = "%d %s" % (1, "x"), "a" "b" in "ab", print
cc = max([3, 9, 4], default=0), sorted(c, key=lambda s: (len(s), s), reverse=True)
print(*c, sep="", **{"end": "\n"})
print(*c, *"ab", 1)
dd = (nn := 10) + nn
ee = type(a) == PSMALLINT, PLIST <= type(h) <= PTUPLE
ff = __name__, NotImplemented, Ellipsis, int, dict, ValueError
gg = "%s" % a
hh = [[y := 1, y ** 2] for _ in c]
del h[0], k["x"], a
