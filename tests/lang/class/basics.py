# Classes, instances, attributes, methods.
class Point:
    count = 0

    def __init__(self, x=0, y=0):
        self.x = x
        self.y = y
        Point.count += 1

    def move(self, dx, dy=0):
        self.x += dx
        self.y += dy
        return self

    def length2(self):
        return self.x ** 2 + self.y ** 2

p = Point(3, 4)
q = Point(y=1)
print(p.x, p.y, q.x, q.y, p.length2(), Point.count)
print(p.move(1).move(1, dy=2).length2(), p.x, p.y)
p.z = 99
print(p.z, Point.length2(q))
m = p.move
m(10)
print(p.x, isinstance(p, Point), isinstance(5, Point), type(p) is Point)
try:
    print(q.z)
except AttributeError:
    print("no z")
try:
    q.nothing()
except AttributeError:
    print("no method")
Point.color = "red"
print(p.color, q.color)
q.color = "blue"
print(p.color, q.color, Point.color)
Point.describe = lambda self: "point " + str(self.x)
print(q.describe())
p.own = lambda: "no self"
print(p.own())
print(hasattr(p, "x"), hasattr(p, "w"), getattr(p, "x"), getattr(p, "w", "default"))
setattr(p, "w", 5)
print(p.w)
