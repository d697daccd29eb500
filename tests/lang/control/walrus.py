# Assignment expressions.
if (n := len("hello")) > 3:
    print(n)
values = [3, 1, 4, 1, 5]
i = 0
while (x := values[i]) != 5:
    print(x, end=" ")
    i += 1
print(x)
print([y for v in values if (y := v * 2) > 4], y)
print((a := 1) + (b := a + 1), a, b)

def f(text):
    if (at := text.find("=")) >= 0 and (key := text[:at]):
        return key, text[at + 1:]
    return None

print(f("a=b"), f("none"), f("=x"))
print(any((last := v) > 3 for v in values), last)
