# Constructors and conversions between built-in types.
print(int(), float(), bool(), str(), bytes(), list(), tuple(), dict(), set())
print(list("abc"), tuple([1, 2]), list((1, 2)), list({"a": 1}), sorted(set([2, 1, 2])), list(range(3)), list(b"ab"))
print(str(1.0), str([1, "a"]), str((1,)), str({"a": [1]}), str(None), str(True), str(b"x"), repr("x"))
print(bool("False"), bool([0]), int("10", 2), int(b"12"), float("1e-3"), chr(97), ord("a"), hex(255), oct(8), bin(5), hex(-1))
print(ascii("é"), repr([1, "é", b"\xff", None]), str(range(3)), str(slice(1, 2)))
print(type(1) is int, type("") is str, type([]) is list, type(()) is tuple, type({}) is dict, type(None) is type(None), type(1.0) == float)
print(isinstance(True, int), isinstance(1, bool), isinstance("x", (int, str)), isinstance([], object), isinstance(None, object))
print(issubclass(bool, int), issubclass(int, object), issubclass(str, int), issubclass(int, (str, int)))
print(type(1).__name__, type("").__name__, type([]).__name__, type(None).__name__, int.__name__)
print(callable(print), callable(int), callable(1), hash(1) == hash(1.0), hash(True) == hash(1), hash(None) == hash(None))
for bad in (lambda: int([]), lambda: int(None), lambda: float({}), lambda: list(5), lambda: tuple(None), lambda: ord("ab"),
            lambda: chr("a"), lambda: dict([1]), lambda: set(5), lambda: bytes("x"), lambda: int("1", 1 + 1 + 40)):
    try:
        print(bad())
    except TypeError:
        print("TypeError")
    except ValueError:
        print("ValueError")
