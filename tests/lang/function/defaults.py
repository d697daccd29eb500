# Defaults are evaluated once, where the function is made.
n = 5

def f(x=n, y=[]):
    y.append(x)
    return y

n = 6
print(f(), f(), f(1), f(2, []), f())

def make(k):
    def inner(x, by=k):
        return x * by
    return inner

double, triple = make(2), make(3)
print(double(10), triple(10), double(10, 7), triple(x=1, by=0))

def order():
    print("default evaluated")
    return 1

def g(a=order()):
    return a

print(g(), g())

def nested(a, b={"k": [1]}):
    b["k"].append(a)
    return b

print(nested(2), nested(3))
functions = [lambda x, i=i: x + i for i in range(3)]
print([f(10) for f in functions])

def none(a=None, b=True, c=-1, d="x", e=2.5, *, f=(), g=b""):
    return a, b, c, d, e, f, g

print(none(), none(1, 2, 3, 4, 5, f=6, g=7))
