# Every form of comprehension.
print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in "ab" for y in range(2)])
print({x: x * x for x in range(4)}, sorted({x % 3 for x in range(10)}), {k: v for k, v in [("a", 1), ("b", 2)] if v > 1})
print([[i * j for j in range(3)] for i in range(3)], [x for row in [[1, 2], [3]] for x in row])
print(sum(x for x in range(5)), list(x + 1 for x in [1, 2]), max((len(w) for w in ["a", "bcd", "ef"])), tuple(i for i in "xy"))
print([y for x in range(4) if x for y in range(x) if y], [x if x % 2 else -x for x in range(5)])
print([a + b for a, b in [(1, 2), (3, 4)]], [first for first, *rest in ["abc", "de"]], [n for n, in [(1,), (2,)]])
x = "outside"
print([x for x in range(3)], x)
print([[x for x in range(y)] for y in range(3)], [len([y for y in range(x)]) for x in range(4)])
print(any(x > 3 for x in range(5)), all(x < 3 for x in range(5)), any([]), all([]))
print({(x, y): x + y for x in range(2) for y in range(2)}, [*(x for x in "ab")], dict((x, str(x)) for x in range(2)))
print([(lambda: x)() for x in range(3)], [f(2) for f in [lambda v: v + 1, lambda v: v * 5]])
print("".join(c for c in "hello" if c not in "l"), [i for i in range(20) if not any(i % d == 0 for d in range(2, i))])
