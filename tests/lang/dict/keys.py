# Keys of many kinds.
d = {}
for key in (1, "1", 1.5, (1, 2), None, True, b"1", -1, 1 << 40, "", (), frozenset([1])):
    d[key] = str(key)
print(len(d), d[1], d["1"], d[1.5], d[(1, 2)], d[None], d[b"1"], d[1 << 40], d[()], d[frozenset([1])])
print(d[1.0], d[True], d[2 ** 40], 2 ** 40 in d, (1, 2) in d, [1] in [[1]])
big = {}
for i in range(300):
    big[i * i] = i
print(len(big), sum(big.values()), big[144], 143 in big)
for i in range(0, 300, 2):
    del big[i * i]
print(len(big), 144 in big, 169 in big, list(big)[:4])
for i in range(300):
    big["k" + str(i)] = i
print(len(big), big["k7"], big["k299"])
print({0.0: 1}[-0.0], {float("inf"): "i"}[float("inf")])

class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

d = {}
for n in range(10):
    d[Key(n)] = n
d[Key(4)] = "four"
print(len(d), d[Key(4)], d[Key(7)], Key(99) in d, Key(3) in d)
del d[Key(0)]
print(len(d), Key(0) in d, d.get(Key(3)), d.pop(Key(9)), sorted(k.n for k in d))
