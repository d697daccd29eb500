# split, rsplit, splitlines, join.
print("a b  c".split(), " a b ".split(), "".split(), "   ".split())
print("a,b,,c".split(","), ",".split(","), "".split(","), "abc".split("abc"))
print("a,b,c,d".split(",", 2), "a,b,c,d".rsplit(",", 2), "a b c".split(None, 1))
print("a b c d".split(maxsplit=2), "1--2--3".split("--"), "a b c".rsplit(maxsplit=1))
print("one\ntwo\r\nthree\n".splitlines(), "x\n\ny".splitlines(), "x\ny\n".splitlines(True))
print(",".join(["a", "b"]), "".join(("x", "y", "z")), "-".join([]), "-".join("abc"), ", ".join(["one"]))
print(" ".join(str(i) for i in range(5)), "/".join({"k": 1}))
try:
    ",".join(["a", 1])
except TypeError:
    print("join takes text only")
try:
    "abc".split("")
except ValueError:
    print("empty separator")
words = "the quick brown fox".split()
print(" ".join(reversed(words)), " ".join([w[0].upper() + w[1:] for w in words]))
