# Doubles: arithmetic, mixing with integers, signs of zero.
print(1.5 + 2, 2 - 0.5, 3 * 0.1, 7 / 2, -7 / 2, 1 / 3)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2)
print(divmod(7.5, 2), divmod(-7.5, 2))
print(2.0 ** 10, 2.0 ** -1, 0.5 ** 2, (-8.0) ** 3)
print(0.1 + 0.2, 1e308 * 10, -1e308 * 10)
print(0.0, -0.0, 0.0 == -0.0, 1 - 1.0)
print(10 // 3.0, 10 % 3.0, 1e16 + 1, 1e16 + 2)
x = 1.0
x += 2
x *= 3
x /= 4
x -= 0.25
print(x)
x //= 0.5
print(x)
x **= 2
print(x)
print(-x, +x, abs(-x), abs(-0.0))
