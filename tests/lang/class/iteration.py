# __iter__ that makes a fresh iterator, and iter with a sentinel.
class Tree:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def insert(self, value):
        if value < self.value:
            if self.left:
                self.left.insert(value)
            else:
                self.left = Tree(value)
        elif self.right:
            self.right.insert(value)
        else:
            self.right = Tree(value)

    def walk(self):
        left = self.left.walk() if self.left else []
        right = self.right.walk() if self.right else []
        return left + [self.value] + right

    def __iter__(self):
        return iter(self.walk())

    def __contains__(self, value):
        if value == self.value:
            return True
        side = self.left if value < self.value else self.right
        return side is not None and value in side

t = Tree(5)
for v in (3, 8, 1, 4, 9, 7):
    t.insert(v)
print(list(t), [x * 2 for x in t], 4 in t, 6 in t, sum(t), sorted(t, reverse=True))
for a, b in zip(t, t):
    print(a == b, end=" ")
print()
values = [3, 2, 1, 0, 5]
print(list(iter(values.pop, 0)), values)
it = iter([1, 2, 3])
print(next(it), list(it), list(it), iter(it) is it)
