# Lists in lists, shared and copied.
grid = [[0] * 3 for _ in range(3)]
grid[1][2] = 5
print(grid)
shared = [[0] * 2] * 3
shared[0][0] = 1
print(shared)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], list(zip(*matrix)), sum(matrix, []))

def multiply(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]

print(multiply(matrix, [[1, 0], [0, 1], [1, 1]]))
a = [1, 2]
a.append(a)
print(a, len(a), a[2][2][0])
b = [a, [a]]
print(len(b))
c = [1, [2, [3, [4]]]]

def flatten(x):
    out = []
    for item in x:
        if isinstance(item, list):
            out.extend(flatten(item))
        else:
            out.append(item)
    return out

print(flatten(c), flatten([]), flatten([[], [[]]]))
