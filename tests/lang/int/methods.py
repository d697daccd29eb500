# Methods of int.
for n in (0, 1, -1, 255, 256, -256, 1 << 30, (1 << 100) - 1):
    print(n, n.bit_length(), n.bit_count())
print((1000).to_bytes(2, "big"), (1000).to_bytes(4, "little"))
print((-2).to_bytes(2, "big", signed=True))
print(int.from_bytes(b"\x03\xe8", "big"), int.from_bytes(b"\xe8\x03", "little"))
print(int.from_bytes(b"\xff\xfe", "big", signed=True))
try:
    (256).to_bytes(1, "big")
except OverflowError:
    print("too big")
print(round(1234, -2), round(1250, -2), round(1350, -2), round(-7))
print(bool(0), bool(-1), bool(1 << 80))
