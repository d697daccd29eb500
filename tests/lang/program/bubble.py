# Several sorting algorithms agree.
def bubble(a):
    a = a[:]
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a

def insertion(a):
    a = list(a)
    for i in range(1, len(a)):
        x = a[i]
        while i > 0 and a[i - 1] > x:
            a[i] = a[i - 1]
            i -= 1
        a[i] = x
    return a

def quick(a):
    if len(a) < 2:
        return a
    p, rest = a[0], a[1:]
    return quick([x for x in rest if x < p]) + [p] + quick([x for x in rest if x >= p])

def merge(a):
    if len(a) < 2:
        return a[:]
    mid = len(a) // 2
    left, right = merge(a[:mid]), merge(a[mid:])
    out = []
    while left and right:
        out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right

def shell(a):
    a = a[:]
    gap = len(a) // 2
    while gap:
        for i in range(gap, len(a)):
            j = i
            while j >= gap and a[j - gap] > a[j]:
                a[j - gap], a[j] = a[j], a[j - gap]
                j -= gap
        gap //= 2
    return a

for data in ([], [1], [3, 1, 2], [5, -2, 5, 0, 9, 9, -7, 4], list("sorting"), [0.5, 2, -1.5, 1 << 40]):
    results = [f(data) for f in (bubble, insertion, quick, merge, shell, sorted)]
    print(results[0], all(r == results[0] for r in results))
