# Decorators of functions, methods and classes.
def loud(f):
    def wrapper(*args, **kw):
        print("call", args, kw)
        return f(*args, **kw)
    return wrapper

def times(n):
    def decorate(f):
        def wrapper(*args):
            return [f(*args) for _ in range(n)]
        return wrapper
    return decorate

@loud
def add(a, b=1):
    return a + b

@times(3)
@loud
def hello(name):
    return "hello " + name

print(add(1), add(1, b=5), hello("x"))
registry = {}

def register(name):
    def decorate(thing):
        registry[name] = thing
        return thing
    return decorate

@register("square")
def square(x):
    return x * x

@register("thing")
class Thing:
    x = 5

    @times(2)
    def method(self):
        return self.x

print(registry["square"](4), registry["thing"]().method(), Thing is registry["thing"])

def memo(f):
    known = {}
    def wrapper(n):
        if n not in known:
            known[n] = f(n)
        return known[n]
    return wrapper

@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

print(fib(60))
