# Bit operations on integers of either sign and any width.
for a in (0, 1, 5, -1, -6, 1 << 30, -(1 << 30), (1 << 70) + 3, -(1 << 70) - 3):
    for b in (0, 3, -4, (1 << 65) - 1):
        print(a & b, a | b, a ^ b)
    print(~a)
print(1 << 0, 5 << 3, -5 << 3, 5 >> 1, -5 >> 1, -1 >> 100, 7 >> 100)
print((1 << 64) >> 64, (-(1 << 64)) >> 64, -(1 << 64) - 1 >> 64)
try:
    print(1 << -1)
except ValueError:
    print("negative shift")
try:
    print(1 >> -1)
except ValueError:
    print("negative shift")
x = 0b1010
x |= 0b0101
print(x)
x &= 0b0110
print(x)
x ^= 0xff
print(x)
x <<= 4
print(x)
x >>= 2
print(x)
print(True & False, True | False, True ^ True, True + True)
