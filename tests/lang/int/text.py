# Integers to text and back.
for n in (0, 7, -7, 255, -255, 1 << 30, 10 ** 18, -(10 ** 21)):
    print(str(n), repr(n), hex(n), bin(n), oct(n))
print(int("42"), int("-42"), int("  17  "), int("+5"), int("1_000"))
print(int("ff", 16), int("0xff", 16), int("0b101", 0), int("777", 8), int("z", 36))
print(int("123456789012345678901234567890"))
print(int(3.99), int(-3.99), int(1e10), int(True))
for text in ("", "x", "1.5", "0x10", "--1", "1 2", "_1"):
    try:
        print(int(text))
    except ValueError:
        print("no integer:", repr(text))
print(len(str(2 ** 200)), str(2 ** 200))
print(0o17, 0b11, 0XFF, 1_000_000)
