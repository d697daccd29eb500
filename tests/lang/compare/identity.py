# Identity, and equality between kinds.
a = [1, 2]
b = a
c = [1, 2]
print(a is b, a is c, a == c, a is not c)
print(None is None, None == 0, None == False, None != None)
print([] == (), "" == b"", 0 == "", {} == [], 1 == "1", (1, 2) == [1, 2])
print("ab" == "a" + "b", b"ab" == b"a" + b"b", (1, (2, 3)) == (1, (2, 3)))
for x, y in ((1, "a"), (None, 1), ([], ()), ({}, {})):
    try:
        print(x < y)
    except TypeError:
        print("cannot be ordered")

class Thing:
    pass

t = Thing()
print(t == t, t == Thing(), t != Thing(), t is t)
