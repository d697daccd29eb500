# Text is counted in characters, stored in UTF-8.
s = "aé€😀z"
print(len(s), [ord(c) for c in s], s.encode(), len(s.encode()))
print(s[2], s[3], s[2:4], s[-2], s.index("😀"), s.find("z"))
print(s.upper(), "ÀÉ".lower(), s.replace("€", "EUR"), s.split("€"))
print(b"\xc3\xa9".decode(), bytes("é", "utf-8"), str(b"\xe2\x82\xac", "utf-8"))
for bad in (b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80"):
    try:
        print(bad.decode())
    except UnicodeError:
        print("not UTF-8", bad)
print("é" * 3, "é" + "e", "é" == "\u00e9", "é" < "f", "•")
print([c for c in "naïve"], "".join(sorted("öäü")), "naïve".find("v"), "naïve".center(9, "·"))
print(repr("é😀"), ascii("é😀\x07"), chr(0x10ffff) == "\U0010ffff")
try:
    chr(0x110000)
except ValueError:
    print("no such character")
