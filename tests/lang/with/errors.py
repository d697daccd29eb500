# What goes wrong in enter and exit.
class Failing:
    def __init__(self, where):
        self.where = where

    def __enter__(self):
        print("enter")
        if self.where == "enter":
            raise ValueError("enter")
        return self

    def __exit__(self, *info):
        print("exit", len(info))
        if self.where == "exit":
            raise KeyError("exit")

for where in ("enter", "exit", "nowhere"):
    try:
        with Failing(where):
            print("body")
            if where == "nowhere":
                raise IndexError("body")
    except Exception as e:
        print(e.args)
try:
    with 5:
        pass
except (TypeError, AttributeError):
    print("no manager")
order = []

class Step:
    def __init__(self, n):
        self.n = n

    def __enter__(self):
        order.append(self.n)
        return self.n

    def __exit__(self, a, b, c):
        order.append(-self.n)

def run():
    with Step(1) as a:
        with Step(2) as b:
            try:
                with Step(3):
                    raise ValueError
            except ValueError:
                order.append("handled")
            return a + b

print(run(), order)
