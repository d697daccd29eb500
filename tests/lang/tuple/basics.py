# Tuples.
t = (1, "a", None)
print(t, len(t), t[0], t[-1], t[1:], t[::-1], (), (1,), ((1, 2), (3,)))
print(t + (2,), t * 2, 1 in t, "b" in t, t.count(1), t.index("a"))
a, b, c = t
print(a, b, c)
a, b = b, a
print(a, b)
x = 1, 2, 3
print(x, type(x) is tuple, tuple("abc"), tuple([1, 2]), tuple())
try:
    t[0] = 5
except TypeError:
    print("tuples do not change")
try:
    t.index(99)
except ValueError:
    print("not there")
m = ([1], 2)
m[0].append(9)
print(m, {(1, 2): "key"}[(1, 2)], hash((1, 2)) == hash((1, 2)))
try:
    {([],): 1}
except TypeError:
    print("a list is no key")
print(max((1, 5), (2, 0)), sorted([(2, "b"), (1, "z"), (2, "a")]))
