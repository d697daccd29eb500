# StopIteration belongs to iteration.
class Once:
    def __init__(self, stop):
        self.stop = stop
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > self.stop:
            raise StopIteration
        return self.n

print([x for x in Once(3)], list(Once(0)), tuple(Once(2)))
it = iter([1])
next(it)
for _ in range(2):
    try:
        next(it)
    except StopIteration:
        print("exhausted")
print(next(it, "default"), next(iter([]), None))

def leak():
    raise StopIteration

try:
    for x in Once(2):
        print(x)
        if x == 2:
            leak()
except StopIteration:
    print("from the body, not from the iterator")

class Failing:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("no next")

try:
    for x in Failing():
        print("never")
except ValueError as e:
    print(e)
try:
    for x in 5:
        pass
except TypeError:
    print("not iterable")
try:
    iter(None)
except TypeError:
    print("not iterable")
