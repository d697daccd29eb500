# yield from.
def inner():
    x = yield 1
    print("inner got", x)
    yield 2
    return "inner result"

def outer():
    result = yield from inner()
    print("result", result)
    yield from [10, 20]
    yield from (c for c in "ab")
    return "done"

g = outer()
print(next(g), g.send("hello"), list(g))

def walk(tree):
    if tree is not None:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)

print(list(walk(((None, 1, None), 2, ((None, 3, None), 4, None)))))

def chain(*iterables):
    for it in iterables:
        yield from it

print(list(chain([1], (2, 3), "x", range(2), {"k": 1})))

def safe():
    try:
        yield from inner()
    except ValueError:
        yield "handled"

g = safe()
print(next(g), g.throw(ValueError), list(g))
