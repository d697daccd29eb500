# What counts as true, and what `and`, `or`, `not` give back.
for value in (0, 1, -1, 0.0, 0.1, "", "0", [], [0], (), (None,), {}, {1: 2}, set(), None, True, False, b"", b"\0", range(0), range(1)):
    print(bool(value), not value, "yes" if value else "no")
print(0 or "x", 1 or "x", 0 and "x", 1 and "x", None or [] or "last", 1 and 2 and 3)
print(not 1 or 2, not (1 and 0), 1 < 2 and 2 < 3, [] and [][0], 5 or [][0])

class Empty:
    def __len__(self):
        return 0

class Never:
    def __bool__(self):
        return False

class Plain:
    pass

print(bool(Empty()), bool(Never()), bool(Plain()))
if Empty() or Never():
    print("wrong")
else:
    print("both are false")
print(True + 1, True * 5, str(True), int(False), True == 1, True is True)
