# Lists that change while they are walked.
a = [1, 2, 3]
for x in a:
    if x < 10:
        a.append(x * 4)
print(a)
b = [1, 2, 3, 4, 5, 6]
for x in b:
    if x % 2:
        b.remove(x)
print(b)
c = list(range(6))
for i, x in enumerate(c):
    if i < 3:
        c.pop()
print(c)
d = [3, 2, 1]
it = iter(d)
print(next(it))
d.sort()
print(next(it), next(it), next(it, "end"))
e = [1, 2, 3]
e.extend(e)
e += e
print(e)
