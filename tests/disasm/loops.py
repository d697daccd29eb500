def count(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        total += i
    while total > 100:
        total -= 7
    else:
        total = -total
    for x in [1, 2]:
        total += x
    return total
