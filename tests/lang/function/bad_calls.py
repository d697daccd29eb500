# Calls that do not fit raise TypeError.
def two(a, b):
    return a, b

def key(a, *, k):
    return a, k

def pos(a, /):
    return a

one, text, nothing = 1, "x", None
calls = [
    lambda: two(1),
    lambda: two(1, 2, 3),
    lambda: two(1, a=2),
    lambda: two(1, c=3),
    lambda: two(),
    lambda: two(1, 2, b=3),
    lambda: key(1),
    lambda: key(1, 2),
    lambda: key(k=2),
    lambda: pos(a=1),
    lambda: two(*[1, 2, 3]),
    lambda: two(**{"a": 1}),
    lambda: two(1, **{"a": 2}),
    lambda: len(),
    lambda: len([], []),
    lambda: one(),
    lambda: text(1),
    lambda: nothing(),
    lambda: [].append(),
    lambda: [].append(1, 2),
    lambda: (lambda: 0)(1),
]
for call in calls:
    try:
        print(call())
    except TypeError:
        print("TypeError")
