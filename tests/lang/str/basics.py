# Text: indexing, slicing, joining, repeating.
s = "hello"
print(s[0], s[-1], s[1:3], s[:2], s[3:], s[:], s[::2], s[::-1], s[10:], s[-3:-1])
print(len(s), len(""), len("äöü€😀"))
print("äöü€😀"[1], "äöü€😀"[-1], "äöü€😀"[1:4], "äöü€😀"[::-1])
print(s + " " + "world", s * 3, 2 * "ab", s * 0, s * -1)
print("l" in s, "ll" in s, "x" in s, "" in s, "lo" not in s)
for c in "añ€":
    print(c, ord(c))
print(chr(65), chr(8364), chr(128512), ord("\n"))
for i in (5, -6):
    try:
        print(s[i])
    except IndexError:
        print("out of range")
try:
    s + 1
except TypeError:
    print("cannot be added")
print(repr("it's"), repr('say "x"'), repr("both ' and \""), repr("tab\t nl\n \\ \x00 \x7f é"))
print("a\tb\\n", r"a\tb", "\x41\u0042\U00000043\103")
