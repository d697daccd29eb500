def f(a, b=1, *args, k, **kw):
    return a

f(1, 2, 3, k=4, z=5)
f(*[1], **{"k": 2})
print("a", end="")
"x".join(["a"]).upper()
