# Names in comprehensions.
def outer(n):
    k = 10
    a = [i * n + k for i in range(3)]
    b = [[i * j * n for j in range(2)] for i in range(2)]
    c = {i: k for i in range(2)}
    fs = [lambda: i + n for i in range(3)]
    return a, b, c, [f() for f in fs]

print(outer(2))

class Holder:
    items = [1, 2, 3]
    doubled = [x * 2 for x in items]
    pairs = [(x, y) for x in items for y in "ab"]

print(Holder.doubled, len(Holder.pairs))
i = "kept"
[i for i in range(3)]
print(i)

def nested():
    total = 0
    for row in [[1, 2], [3]]:
        total += sum([v for v in row])
    return total, [v for v in [w for w in range(3)]]

print(nested())

def shadow(x):
    y = [x for x in range(x)]
    return x, y

print(shadow(3))
matrix = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
print([row[i] for i, row in enumerate(matrix)], [[row[c] for row in matrix] for c in range(3)])
