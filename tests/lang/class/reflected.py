# Reflected operators, NotImplemented, and which side is asked first.
class Left:
    def __add__(self, other):
        print("Left.__add__")
        return NotImplemented

    def __eq__(self, other):
        print("Left.__eq__")
        return NotImplemented

    def __lt__(self, other):
        print("Left.__lt__")
        return NotImplemented

class Right:
    def __radd__(self, other):
        print("Right.__radd__")
        return "right"

    def __eq__(self, other):
        print("Right.__eq__")
        return True

    def __gt__(self, other):
        print("Right.__gt__")
        return "greater"

print(Left() + Right(), Left() == Right(), Left() < Right(), 5 + Right(), "x" + Right(), 1 == Right())
try:
    Left() + Left()
except TypeError:
    print("neither knows")
try:
    Left() + 1
except TypeError:
    print("neither knows")
print(Left() == Left())

class Base:
    def __add__(self, other):
        return "Base.__add__"

    def __radd__(self, other):
        return "Base.__radd__"

class Derived(Base):
    def __radd__(self, other):
        return "Derived.__radd__"

print(Base() + Derived(), Derived() + Base(), Base() + Base(), Derived() + 1, 1 + Derived())
print([1, 2] + Right())
