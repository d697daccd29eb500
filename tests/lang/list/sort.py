# sort and sorted: stable, key, reverse.
a = [3, 1, 2, -5, 10, 0]
a.sort()
print(a)
a.sort(reverse=True)
print(a)
words = ["banana", "fig", "Apple", "cherry", "date"]
print(sorted(words), sorted(words, key=len), sorted(words, key=lambda w: w.lower()))
pairs = [("b", 2), ("a", 2), ("c", 1), ("d", 1), ("e", 3)]
print(sorted(pairs, key=lambda p: p[1]), sorted(pairs, key=lambda p: p[1], reverse=True))
print(sorted([0.5, 2, -1, True]), sorted("hello"), sorted({3: 0, 1: 0}), sorted((2, 1)), sorted([]))
print(sorted([[2, 1], [1, 9], [1]]), sorted([(1, "b"), (1, "a")]))
try:
    sorted([1, "a"])
except TypeError:
    print("cannot be ordered")
n = 120
x = 7
data = []
for i in range(n):
    x = x * 1103515245 + 12345 & 0x7fffffff
    data.append(x % 1000)
copy = data[:]
copy.sort()
ok = True
for i in range(n - 1):
    if copy[i] > copy[i + 1]:
        ok = False
print(ok, len(copy) == n, sum(copy) == sum(data), copy[:5], copy[-5:])

class Version:
    def __init__(self, major, minor):
        self.major = major
        self.minor = minor

    def __lt__(self, other):
        return (self.major, self.minor) < (other.major, other.minor)

    def __repr__(self):
        return str(self.major) + "." + str(self.minor)

print(sorted([Version(1, 10), Version(1, 2), Version(0, 9)]))
