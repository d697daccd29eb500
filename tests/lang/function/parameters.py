# Every form of parameter.
def plain(a, b):
    return a, b

def default(a, b=2, c=(3,)):
    return a, b, c

def star(a, *args):
    return a, args

def double(a, **kw):
    return a, kw

def both(*args, **kw):
    return args, kw

def keyword_only(a, *, b, c=3):
    return a, b, c

def after_star(a, *args, b, c=3, **kw):
    return a, args, b, c, kw

def positional_only(a, b=2, /, c=3):
    return a, b, c

def everything(a, b=2, /, c=3, *d, e, f=6, **g):
    return a, b, c, d, e, f, g

print(plain(1, 2), plain(b=1, a=2), plain(1, b=2))
print(default(1), default(1, 5), default(1, c=9), default(c=1, a=2))
print(star(1), star(1, 2, 3), double(1), double(1, x=2, y=3), both(), both(1, 2, k=3))
print(keyword_only(1, b=2), keyword_only(1, c=5, b=4), keyword_only(b=1, a=0))
print(after_star(1, b=2), after_star(1, 2, 3, b=4, z=5), positional_only(1), positional_only(1, 5, c=7))
print(everything(1, e=5), everything(1, 2, 3, 4, 5, e=6, f=7, h=8))
print(double(1, **{"b": 2}), both(*[1, 2], *(3,), **{"x": 1}, **{"y": 2}, z=3))
print(plain(*[1, 2]), plain(*(1,), **{"b": 9}), plain(**{"a": 1, "b": 2}), positional_only(1, **{"c": 4}))
print(both(*"ab", *range(2)), both(1, *[], **{}))
