import math as maths
from math import sqrt, pi as circle


def everything(p, /, q, r=1, s=(1, "a"), *args, k, l=None, **kw):
    def inner(x=q, *, y=[]):
        nonlocal r
        r += x
        return lambda z=r: (x, y, z, q, k)

    return inner


def keyword_only(*, a, b=2):
    return a + b


def generator(n):
    x = yield
    while x:
        x = yield x
        y = yield from generator(n - 1)
    return (yield), y


def recursive(n):
    global counter
    counter = n
    return recursive(n - 1) if n else everything(1, 2, k=3)(4)()


def maybe(a):
    if a:
        b = 1
    import queue
    q = queue.Queue(2)
    return b, q


def wrapper(fn):
    def call(*args, **kw):
        return fn(*args, **kw)

    return call


@wrapper
@wrapper
def wrapped(a):
    return a


counter = 0
print(everything(1, 2, k=3, other=4), keyword_only(a=1), list(generator(3)), maths.sin(circle), sqrt(2))
print("x".join(["a"]), wrapped(*[1], **{}), "{}".format(1), [1].sort(key=None))
