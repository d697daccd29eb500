# Complex iteration with floats.
def escape(cr, ci, limit):
    zr = zi = 0.0
    for n in range(limit):
        zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
        if zr * zr + zi * zi > 4.0:
            return n
    return limit

for y in range(11):
    line = ""
    for x in range(40):
        n = escape(x * 0.075 - 2.2, y * 0.24 - 1.2, 24)
        line += " .:-=+*#%@"[n * 9 // 24]
    print(line.rstrip())
