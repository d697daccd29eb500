# Functions are values.
def add(a, b):
    return a + b

def apply(f, *args):
    return f(*args)

def compose(f, g):
    return lambda x: f(g(x))

ops = {"+": add, "-": lambda a, b: a - b, "max": max}
for name in ops:
    print(name, ops[name](7, 3))
print(apply(add, 1, 2), apply(len, "abc"), apply(lambda: "none"), compose(str, abs)(-5))
fs = [abs, str, lambda x: x * 2]
print([f(-3) for f in fs], list(map(lambda f: f(2), fs)))
print(add == add, add is add, callable(add), callable(5), callable(len), callable(lambda: 0))

def no_return():
    pass

def bare_return(x):
    if x:
        return
    return x

print(no_return(), bare_return(1), bare_return(0))

def outer():
    def add(a, b):
        return "inner"
    return add(1, 2)

print(outer(), add(1, 2))
f = add
add = None
print(f(2, 3), add)
