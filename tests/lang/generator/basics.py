# Functions that yield.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1

print(list(count(3)), sum(count(5)), [x * 2 for x in count(3)], 2 in count(4), max(count(4)))
g = count(2)
print(next(g), next(g), next(g, "end"))
try:
    next(g)
except StopIteration:
    print("stopped")

def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b

out = []
for x in fib():
    if x > 50:
        break
    out.append(x)
print(out)

def empty():
    return
    yield

print(list(empty()), tuple(empty()))

def two(a, b=5, *args, k=1):
    yield a
    yield b
    yield args
    yield k

print(list(two(1)), list(two(1, 2, 3, k=4)))
a, b = count(2)
print(a, b, *count(3))
g = count(3)
for x in g:
    for y in g:
        print(x, y)

class Bag:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        for item in self.items:
            yield item

print(list(Bag("abc")), sorted(Bag([3, 1, 2])), dict(enumerate(Bag("xy"))))
