# Methods that return changed text.
print("Hello World".upper(), "Hello World".lower(), "Hello".swapcase(), "hello world".title(), "hELLO".capitalize())
print("  x ".strip() + "|", "  x ".lstrip() + "|", "  x ".rstrip() + "|", "xxabcxx".strip("x"), "abcba".strip("ab"), "mississippi".rstrip("ip"))
print("a-b-c".replace("-", "+"), "aaa".replace("a", "bb"), "aaa".replace("a", "b", 2), "abc".replace("", "."), "abc".replace("x", "y"))
print("x".center(5) + "|", "ab".center(5, "*"), "ab".ljust(4, ".") + "|", "ab".rjust(4, "."), "42".zfill(5), "-42".zfill(5), "abc".zfill(2))
print("a\tb\tc".expandtabs(4), "prefix-body".removeprefix("prefix-"), "body.py".removesuffix(".py"), "body".removeprefix("x"))
s = "abc"
t = s.upper()
print(s, t)
