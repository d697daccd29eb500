class Point:
    count = 0

    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def move(self, dx):
        self.x += dx
        return self.length()

    def length(self):
        return self.x * self.x

class Child(Point):
    def move(self, dx):
        return super().move(dx + 1)

print(Child(1).move(2))
