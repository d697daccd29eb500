# Sequences compare item by item.
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [2] > [1, 99], [] < [0], [1] <= [1])
print((1, "b") > (1, "a"), (1,) < (1, 2), () == ())
print("abc" < "abd", "ab" < "abc", "Z" < "a", "" < "a", "é" > "z")
print(b"ab" < b"b", b"" < b"\0")
print([1, [2, 3]] == [1, [2, 3]], [1, [2, 3]] < [1, [2, 4]])
print([1, 2, 3] == [1, 2], [1, 2] != [1, 2])
print(sorted([[3], [1, 2], [1], []]), max([(1, 2), (1, 3)]), min(["b", "a", "c"]))
try:
    print([1] < ["a"])
except TypeError:
    print("items cannot be ordered")
print([1, 1.0, True] == [True, 1, 1.0])
