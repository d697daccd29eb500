# send, throw, close, return values.
def average():
    total, n = 0, 0
    value = None
    while True:
        value = yield value
        total += value
        n += 1
        value = total / n

a = average()
print(next(a), a.send(10), a.send(20), a.send(3))

def careful():
    while True:
        try:
            x = yield "ready"
            print("got", x)
        except ValueError as e:
            print("handled", e)
        finally:
            print("cleanup")

c = careful()
print(next(c), c.send(1), c.throw(ValueError("bad")))
c.close()
try:
    next(c)
except StopIteration:
    print("closed")

def returns():
    yield 1
    return "result"

g = returns()
next(g)
try:
    next(g)
except StopIteration as e:
    print(e.value)

def raises():
    yield 1
    raise KeyError("inside")

g = raises()
next(g)
try:
    next(g)
except KeyError as e:
    print(e.args)
print(list(g))
g = returns()
try:
    g.send(5)
except TypeError:
    print("not started yet")
g = returns()
try:
    g.throw(IndexError("early"))
except IndexError as e:
    print(e)
print(list(g))
