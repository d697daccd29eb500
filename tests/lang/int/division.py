# Floor division and remainder follow the sign of the divisor.
for a in (7, -7, 0, 1, -1):
    for b in (2, -2, 3, -3, 7):
        print(a, b, a // b, a % b, divmod(a, b))
print(10 ** 20 // 7, 10 ** 20 % 7)
print(-(10 ** 20) // 7, -(10 ** 20) % 7)
print(10 ** 20 // -7, 10 ** 20 % -7)
print(divmod(-(10 ** 25), 10 ** 12 + 7))
for d in (0, 0.0):
    try:
        print(1 // d)
    except ZeroDivisionError:
        print("floor division by zero")
    try:
        print(1 % d)
    except ZeroDivisionError:
        print("remainder by zero")
    try:
        print(1 / d)
    except ZeroDivisionError:
        print("division by zero")
    try:
        print(divmod(1, d))
    except ZeroDivisionError:
        print("divmod by zero")
