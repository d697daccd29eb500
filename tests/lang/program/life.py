# Conway's game of life on a torus.
def step(alive, w, h):
    count = {}
    for x, y in alive:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = ((x + dx) % w, (y + dy) % h)
                    count[cell] = count.get(cell, 0) + 1
    return {cell for cell, n in count.items() if n == 3 or n == 2 and cell in alive}

def show(alive, w, h):
    for y in range(h):
        print("".join("#" if (x, y) in alive else "." for x in range(w)))
    print()

glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for generation in range(4):
    show(glider, 6, 6)
    glider = step(glider, 6, 6)
print(len(glider))
