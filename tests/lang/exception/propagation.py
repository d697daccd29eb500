# Through calls, methods, comprehensions, iteration and operators.
class Bad:
    def __add__(self, other):
        raise ValueError("add")

    def __getitem__(self, i):
        if i == 2:
            raise KeyError("item")
        return i

    def __len__(self):
        raise TypeError("len")

    def __bool__(self):
        raise RuntimeError("bool")

    def __eq__(self, other):
        raise ZeroDivisionError("eq")

    def __iter__(self):
        raise OSError("iter")

    def __str__(self):
        raise IndexError("str")

    def __call__(self):
        raise AttributeError("call")

bad = Bad()
actions = [
    lambda: bad + 1,
    lambda: bad[2],
    lambda: len(bad),
    lambda: not bad,
    lambda: bad == 1,
    lambda: [x for x in bad],
    lambda: str(bad),
    lambda: bad(),
    lambda: 1 in [bad],
    lambda: f"{bad}",
    lambda: "x" if bad else "y",
    lambda: list(bad),
    lambda: [1 // x for x in (2, 1, 0)],
    lambda: sorted([3, 1, 2], key=lambda x: 1 // (x - 1)),
    lambda: {k: 1 // k for k in (1, 0)},
    lambda: list(map(lambda x: [][x], [0])),
    lambda: max([1, 2], key=lambda x: {}[x]),
    lambda: sum(x for x in [1, None]),
    lambda: print(*bad),
    lambda: (lambda *a: a)(*bad),
]
for i, action in enumerate(actions):
    try:
        print(i, action())
    except Exception as e:
        for kind, name in ((ValueError, "ValueError"), (KeyError, "KeyError"), (IndexError, "IndexError"),
                           (TypeError, "TypeError"), (RuntimeError, "RuntimeError"), (ZeroDivisionError, "ZeroDivisionError"),
                           (OSError, "OSError"), (AttributeError, "AttributeError")):
            if isinstance(e, kind):
                print(i, name)
print("end")
