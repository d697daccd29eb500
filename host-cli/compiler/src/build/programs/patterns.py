class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


LIMIT = 3


def kind(x):
    match x:
        case 0 | -1 | None | True:
            return "small"
        case 1.5 | "a" | b"b":
            return "literal"
        case int() | float() if x < 0:
            return "negative"
        case str() as s:
            return s
        case [a, *rest, b]:
            return a, rest, b
        case [a, _]:
            return a
        case {"id": i, "more": [j, k], **others}:
            return i, j, k, others
        case Point(1, y=Point(x=z)):
            return z
        case Point(a, b) | [[a, b], *_]:
            return a, b
        case int(n):
            return n
        case _:
            return "other"


match kind(1):
    case (1, 2):
        pass
    case found:
        print(found)
