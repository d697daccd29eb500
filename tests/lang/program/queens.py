# All ways to place queens.
def solve(n, row, columns, left, right, placed, out):
    if row == n:
        out.append(placed[:])
        return
    for c in range(n):
        if c in columns or row + c in left or row - c in right:
            continue
        columns.add(c)
        left.add(row + c)
        right.add(row - c)
        placed.append(c)
        solve(n, row + 1, columns, left, right, placed, out)
        placed.pop()
        columns.remove(c)
        left.remove(row + c)
        right.remove(row - c)

for n in range(1, 7):
    out = []
    solve(n, 0, set(), set(), set(), [], out)
    print(n, len(out), out[:2])
