# Captured variables.
def counter():
    n = 0
    def up(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return up, get

up, get = counter()
up2, get2 = counter()
print(up(), up(5), get(), up2(), get2(), get())

def accumulate(start):
    total = start
    def add(x):
        nonlocal total
        total = total + x
        return total
    return add

a, b = accumulate(10), accumulate(100)
print(a(1), b(1), a(2), b(2))

def levels():
    x = "outer"
    def middle():
        y = "middle"
        def inner():
            nonlocal x, y
            x, y = x + "!", y + "?"
            return x, y
        return inner
    return middle()

inner = levels()
print(inner(), inner())
late = []
for i in range(3):
    def show():
        return i
    late.append(show)
print([f() for f in late])

def make():
    fs = []
    for i in range(3):
        fs.append(lambda: i)
    return fs

print([f() for f in make()])

def parameter(x, *rest, key=None, **more):
    def inner():
        return x, rest, key, more
    x = x + 1
    return inner

print(parameter(1, 2, 3, key=4, z=5)())

def before():
    def use():
        return value
    try:
        use()
    except NameError:
        print("not bound yet")
    value = 7
    return use()

print(before())

def gone():
    x = 1
    def use():
        return x
    del x
    try:
        return use()
    except NameError:
        return "deleted"

print(gone())
