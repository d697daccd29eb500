# Endless recursion ends, in every form.
def plain(n):
    return plain(n + 1)

class Deep:
    def method(self):
        return self.method()

    def __add__(self, other):
        return self + other

def mutual(n):
    return other(n) + 1

def other(n):
    return mutual(n)

actions = [lambda: plain(0), Deep().method, lambda: Deep() + 1, lambda: mutual(0)]
for action in actions:
    try:
        action()
    except RecursionError:
        print("too deep")
print("alive")
