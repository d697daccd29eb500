# del of locals, items, attributes.
def f():
    x = 1
    print(x)
    del x
    try:
        print(x)
    except NameError:
        print("unbound")
    x = 2
    print(x)
    a, b, c = 1, 2, 3
    del a, (b, c)
    try:
        b
    except UnboundLocalError:
        print("unbound too")

f()
g = 5
del g
try:
    print(g)
except NameError:
    print("no global")
items = [1, 2, 3, 4]
del items[0], items[-1]
print(items)
d = {"a": 1, "b": 2}
del d["a"]
print(d)

class Box:
    pass

box = Box()
box.x = 1
del box.x
try:
    box.x
except AttributeError:
    print("no attribute")
try:
    del box.x
except AttributeError:
    print("nothing to delete")
for i in range(3):
    pass
del i
for i in range(2):
    print(i)
