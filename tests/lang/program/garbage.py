# Much short-lived memory, cycles included.
class Node:
    def __init__(self, value):
        self.value = value
        self.other = None

total = 0
for i in range(300):
    a, b = Node(i), Node(-i)
    a.other, b.other = b, a
    total += a.other.other.value
print(total)
text = ""
for i in range(300):
    text = str(i) + text[:50]
print(text)
kept = []
for i in range(200):
    chunk = [i] * 20
    if i % 40 == 0:
        kept.append(chunk)
print([c[0] for c in kept], sum(len(c) for c in kept))
d = {}
for i in range(400):
    d[i % 50] = (i, str(i))
print(len(d), d[7], d[49])
def make(n):
    return lambda: n
print(sum(make(i)() for i in range(200)))
loop = []
for i in range(100):
    loop = [loop, i]
    if i % 10 == 0:
        loop = []
print(loop[1])
