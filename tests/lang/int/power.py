# Powers: integer, negative exponent, three arguments.
print(2 ** 0, 2 ** 10, 2 ** 31, 2 ** 64, 3 ** 40)
print((-2) ** 3, (-2) ** 4, 0 ** 0, 0 ** 5)
print(2 ** -1, 4 ** -2, (-2) ** -1)
print(2 ** 0.5 == 1.4142135623730951, 9 ** 0.5)
print(pow(2, 10), pow(7, 3, 5), pow(3, 200, 1000007), pow(-2, 3, 7))
print(-2 ** 2, 2 ** -2 ** 0, 2 ** 3 ** 2)
try:
    print(0 ** -1)
except ZeroDivisionError:
    print("zero to a negative power")
x = 3
x **= 4
print(x)
