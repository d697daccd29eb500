# with: enter, exit, exceptions, several managers.
class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind is None, value is None)
        return self.swallow

with Manager("a") as x:
    print("body", x)
with Manager("b"):
    pass
with Manager("c") as x, Manager("d") as y:
    print(x, y)
try:
    with Manager("e"):
        raise ValueError("inside")
except ValueError as e:
    print("caught", e)
with Manager("f", True):
    raise KeyError("swallowed")
print("goes on")
try:
    with Manager("g"), Manager("h", True), Manager("i"):
        1 // 0
    print("h swallowed it")
finally:
    print("done")

def early():
    with Manager("j"):
        return "returned"

def loop():
    for i in range(3):
        with Manager(str(i)):
            if i == 0:
                continue
            break
    return i

print(early(), loop())
with Manager("kl") as (first, *rest):
    print(first, rest)
