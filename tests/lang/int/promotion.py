# Results that do not fit 31 bits go on exactly, and come back when they fit again.
x = 2 ** 30 - 1
print(x, x + 1, x + 2)
y = -(2 ** 30)
print(y, y - 1, -y, abs(y))
big = x * x
print(big, big // x, big - big + 5)
print((x + 1) - 1 == x, (x + 1) - 1)
print(y // -1, y * -1)
total = 1
for i in range(1, 26):
    total *= i
print(total)
for i in range(25, 1, -1):
    total //= i
print(total)
print(1 << 29, 1 << 30, 1 << 31, 1 << 100)
print((1 << 100) >> 98, -(1 << 70) >> 69)
print(0x7fffffff + 1, 0xffffffff, -0x80000000 - 1)
