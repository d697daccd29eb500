# getattr, setattr, hasattr, isinstance and friends with literal names.
class A:
    x = 1

    def m(self):
        return "m"

a = A()
print(hasattr(a, "x"), hasattr(a, "y"), hasattr(a, "m"), hasattr(5, "bit_length"), hasattr("s", "upper"), hasattr("s", "nope"))
print(getattr(a, "x"), getattr(a, "y", None), getattr(a, "m")(), getattr("abc", "upper")(), getattr([], "z", 7))
setattr(a, "y", 5)
print(a.y, getattr(a, "y"))
del a.y
try:
    getattr(a, "y")
except AttributeError:
    print("gone")
try:
    (5).x = 1
except AttributeError:
    print("cannot be set")
try:
    "s".nope
except AttributeError:
    print("no such attribute")
append = [].append
upper = "abc".upper
print(upper(), callable(append))
l = []
add = l.append
for i in range(3):
    add(i)
print(l, list(map("-".join, [["a", "b"], ["c"]])), [m() for m in (a.m, "x".upper)])
