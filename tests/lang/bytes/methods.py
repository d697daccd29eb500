# Methods of bytes.
b = b"the cat sat on the mat"
print(b.find(b"cat"), b.rfind(b"at"), b.find(b"x"), b.count(b"at"), b.index(b"sat"), b.find(97))
print(b.startswith(b"the"), b.endswith(b"mat"), b.split(), b.split(b" ", 2), b.partition(b" sat "))
print(b.replace(b"at", b"og"), b.upper(), b"ABC".lower(), b"  x ".strip(), b"xxaxx".strip(b"x"))
print(b",".join([b"a", b"b"]), b"a,b".rsplit(b","), b"1\n2".splitlines(), b.rpartition(b" "))
print(b"abc".isalpha(), b"12".isdigit(), b" ".isspace(), b"a1".isalnum(), b"x".center(5, b"*"), b"7".zfill(3))
print(b"abc".decode(), b"\xe2\x82\xac".decode("utf-8"), b"x".ljust(3) + b"|", b"x".rjust(3))
print(b"pre-x".removeprefix(b"pre-"), b"x.py".removesuffix(b".py"))
