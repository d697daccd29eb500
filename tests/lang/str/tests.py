# Methods that ask what a text consists of.
for s in ("", "abc", "ABC", "aBc", "123", "a1", " ", "\t\n", "a b", "1.5", "Title Case", "_x1", "1x"):
    print(repr(s), s.isalpha(), s.isdigit(), s.isalnum(), s.isspace(), s.isupper(), s.islower())
print("Hello World".istitle(), "hello".istitle(), "abc".isascii(), "é".isascii())
print("abc".isidentifier(), "1a".isidentifier(), "a\n".isprintable(), "a b".isprintable())
print("12".isdecimal(), "x".isnumeric(), "7".isnumeric())
