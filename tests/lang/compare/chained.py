# Chained comparisons evaluate each operand once.
def v(x):
    print("v", x)
    return x

print(1 < 2 < 3, 1 < 2 > 1, 1 < 3 < 2, 1 == 1 == 1, 1 != 2 != 1)
print(v(1) < v(2) <= v(2) < v(3))
print(v(3) > v(4) > v(1))
print(1 < 2 in [2, 3], 1 in [1] == True, "a" in "abc" in ["abc"])
x = 5
print(0 <= x < 10, not 0 <= x < 5, 0 < x and x < 10)
if 1 < x < 3 or 4 < x < 6:
    print("in one of the ranges")
a = b = [1]
print(a is b is not None, a == b == [1] != [2])
