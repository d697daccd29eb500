# match statements.
def what(x):
    match x:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case -1:
            return "minus one"
        case "hello":
            return "greeting"
        case None:
            return "nothing"
        case True:
            return "true"
        case []:
            return "empty"
        case [a]:
            return "one " + str(a)
        case [a, b]:
            return "two " + str((a, b))
        case [a, *rest] if a == "first":
            return "rest " + str(rest)
        case {"kind": "point", "x": x, "y": y}:
            return "point " + str((x, y))
        case {"kind": kind, **others}:
            return kind + " " + str(others)
        case int(n) if n > 100:
            return "large " + str(n)
        case str() as s:
            return "text " + s
        case (1, _, 3) | [_, _, 4]:
            return "pattern"
        case _:
            return "something"

for x in (0, 2, -1, "hello", None, True, [], [5], (6, 7), ["first", 1, 2], [1, 2, 3], [9, 9, 4], {"kind": "point", "x": 1, "y": 2},
          {"kind": "line", "n": 3}, {}, 500, 50, "other", 1.5):
    print(what(x))

class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

def where(p):
    match p:
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return "on y at " + str(y)
        case Point(x, 0):
            return "on x at " + str(x)
        case Point():
            return "elsewhere"
    return "no point"

print([where(p) for p in (Point(0, 0), Point(0, 3), Point(4, 0), Point(1, 1), 5)])
