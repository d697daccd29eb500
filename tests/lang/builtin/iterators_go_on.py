# The iterators of map, filter, zip and enumerate go on after what they call has raised.


class Steps:
    def __init__(self, items):
        self.items = items
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at == len(self.items):
            raise StopIteration
        item = self.items[self.at]
        self.at += 1
        if item is None:
            raise ValueError("gap %d" % self.at)
        return item


def drain(it):
    got = []
    while True:
        try:
            got.append(next(it))
        except StopIteration:
            return got
        except (ValueError, ZeroDivisionError, TypeError) as e:
            got.append(str(e))


print(drain(map(lambda a: 6 // a, [3, 0, 2, 0, 0, 1])))
print(drain(map(lambda a, b: a // b, [3, 4, 5, 6], (1, 0, 2))))
print(drain(filter(lambda a: 6 // a > 2, [3, 0, 2, 0, 0, 1])))
print(drain(zip(Steps([1, None, 2, 3]), "abcd")))
print(drain(zip("abcd", Steps([1, None, 2, 3]))))
print(drain(enumerate(Steps([1, None, 2, 3]), 5)))
print(drain(map(abs, Steps([-1, None, -2]))))
print(drain(iter(Steps([1, 2, None, 3, "end", 4]).__next__, "end")))

# StopIteration from what they call ends a loop over them.
source = iter([1, 2, 3])
print(list(map(lambda _: next(source), range(10))))
source = iter([1, 2, 3])
print([a for a in filter(lambda _: next(source), "abcdef")])
source = iter([1, 2, 3])


def through():
    yield from map(lambda _: next(source), range(10))
    yield "after"


print(list(through()))
source = iter([])
try:
    next(map(lambda _: next(source), [1]))
except StopIteration:
    print("stopped")

m = map(lambda a: 1 // a, [0, 1, 0, 2])
for turn in range(3):
    try:
        for v in m:
            print("value", v)
    except ZeroDivisionError as e:
        print("turn", turn, e)
