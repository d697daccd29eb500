# enumerate, zip, map, filter, reversed, iter, next.
print(list(enumerate("abc")), list(enumerate(["x"], 5)), list(enumerate([], start=1)))
print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), list(zip("ab", range(9), (True, False, None))))
print(list(map(str, [1, 2])), list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(map(len, ["a", "bb"])))
print(list(filter(None, [0, 1, "", "x", None, []])), list(filter(lambda x: x > 1, [1, 2, 3])))
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed(range(4))), list(reversed((1,))))
it = iter("ab")
print(next(it), next(it), next(it, None))
for i, (a, b) in enumerate(zip("xy", [1, 2]), 1):
    print(i, a, b)
m = map(int, ["1", "x", "3"])
print(next(m))
try:
    next(m)
except ValueError:
    print("bad item")
print(next(m))
z = zip([1, 2], [3, 4])
print(next(z), list(z), list(z))
e = enumerate("ab")
print(iter(e) is e, next(e))
print(dict(zip("ab", [1, 2])), dict(enumerate("xy")), [*map(abs, [-1, 2])], sum(map(int, "123")))
