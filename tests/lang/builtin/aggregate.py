# min, max, sum, any, all, len, sorted, abs, round, divmod, pow.
print(min(3, 1, 2), max(3, 1, 2), min([5, 4]), max("hello"), min((2, 1), (1, 9)), max([1], default=0), min([], default="none"))
print(max(["a", "bbb", "cc"], key=len), min([-3, 2, 1], key=abs), max(1, 2, key=lambda x: -x), max({"a": 1, "b": 2}))
print(sum([]), sum([1, 2.5]), sum([[1], [2]], []), sum((1, 2), 10), sum(range(101)), sum([True, True]))
print(any([0, "", 1]), any([]), all([1, "x"]), all([]), all([1, 0]), any(x == 2 for x in (1, 2)))
print(len("abc"), len([]), len({1: 2}), len(range(5)), len(b"ab"), len((1,)), len({1, 2}))
print(abs(-5), abs(5), abs(-2.5), abs(-(1 << 40)), abs(True))
print(divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), pow(2, 5), pow(2, -1), pow(2, 5, 7))
for bad in (lambda: min([]), lambda: max(()), lambda: min()):
    try:
        bad()
    except ValueError:
        print("empty")
    except TypeError:
        print("no arguments")
for bad in (lambda: sum(["a"]), lambda: len(5), lambda: abs("x"), lambda: max(1, "a")):
    try:
        bad()
    except TypeError:
        print("TypeError")
