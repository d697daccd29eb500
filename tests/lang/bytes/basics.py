# bytes: literals, indexing, slicing, joining.
b = b"abc\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], b[::-1], list(b))
print(b + b"d", b * 2, b"b" in b, 97 in b, 256 - 1 in b, b"x" not in b)
print(bytes(3), bytes([1, 2, 255]), bytes(b"q"), bytes("é", "utf-8"), bytes(), bytes(range(5)))
print(b == b"abc\x00\xff", b"a" < b"b", b"a" == "a")
print(b"it's", b'"', b"'\"", b"\t\n\r\\", b"\x7f\x80")
for bad in ([256], [-1]):
    try:
        bytes(bad)
    except ValueError:
        print("not a byte")
try:
    b[0] = 1
except TypeError:
    print("bytes do not change")
try:
    print(b[9])
except IndexError:
    print("out of range")
print({b"k": 1}[b"k"], hash(b"x") == hash(b"x"), bytes.fromhex("00 ff10"), b"\x01\xab".hex())
for x in b"hi":
    print(x)
