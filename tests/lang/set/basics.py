# Sets; printed sorted, for their order is not promised.
s = {3, 1, 2, 3}
print(sorted(s), len(s), 2 in s, 9 in s, set(), type(set()) is set)
s.add(4)
s.add(4)
s.discard(1)
s.discard(99)
s.remove(2)
print(sorted(s))
try:
    s.remove(99)
except KeyError:
    print("not there")
try:
    set().pop()
except KeyError:
    print("empty")
a, b = {1, 2, 3}, {3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b))
print(sorted(a.union([9], (8,))), sorted(a.intersection([1, 5])), sorted(a.difference(b)), sorted(a.symmetric_difference(b)))
print({1} < {1, 2}, {1, 2} <= {1, 2}, {1, 2} > {3}, a.issubset({1, 2, 3, 4}), a.issuperset([1]), a.isdisjoint({7}))
a |= {10}
a &= {1, 10, 3}
a -= {3}
a ^= {1, 5}
print(sorted(a))
a.update([6, 7], "x")
print(len(a), "x" in a)
a.clear()
print(a == set(), {1, 2} == {2, 1}, {1} != {2}, sorted(set("hello")), len({(1, 2), (1, 2)}))
f = frozenset([1, 2])
print(sorted(f | {3}), f == {1, 2}, {f: "key"}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])))
try:
    {[1]}
except TypeError:
    print("a list cannot be in a set")
try:
    f.add(3)
except AttributeError:
    print("a frozenset does not change")
