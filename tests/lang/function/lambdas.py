# lambda in all places.
square = lambda x: x * x
print(square(5), (lambda: 42)(), (lambda a, b=2, *c, d=4, **e: (a, b, c, d, e))(1, 5, 6, d=7, z=8))
print(sorted([3, -1, 2], key=lambda x: -x), list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(lambda x: x % 2, range(6))))
make = lambda n: lambda x: x + n
print(make(3)(4), [make(i)(1) for i in range(3)])
table = {"double": lambda x: x * 2, "half": lambda x: x / 2}
print(table["double"](21), table["half"](21))
cond = lambda x: "even" if x % 2 == 0 else "odd"
print(cond(2), cond(3), max([3, 1, 2], key=lambda x: abs(x - 2)), (lambda *a: len(a))(1, 2, 3))
Y = lambda f: (lambda x: f(lambda v: x(x)(v)))(lambda x: f(lambda v: x(x)(v)))
print(Y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(6))
