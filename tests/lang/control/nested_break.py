# Leaving nested loops in every way.
def search(grid, want):
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            if cell == want:
                return x, y
    return None

print(search([[1, 2], [3, 4]], 3), search([[1]], 9))
for a in range(5):
    found = False
    b = 0
    while b < 5:
        b += 1
        if a * b == 6:
            found = True
            break
        if b == a:
            continue
    if found:
        print("found", a, b)
        break
out = []
for i in range(4):
    try:
        if i == 1:
            continue
        if i == 3:
            break
        out.append(i)
    finally:
        out.append("f" + str(i))
print(out)
k = 0
while True:
    k += 1
    for i in range(k):
        if i == 4:
            break
    else:
        continue
    break
print(k, i)
