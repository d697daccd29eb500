# What is left as it was when something raises in the middle.
d = {"a": 1}
try:
    d["b"] = d["missing"]
except KeyError:
    pass
print(d)
l = [1, 2, 3]
try:
    l[0], l[10] = 9, 9
except IndexError:
    pass
print(l)
x = 5
try:
    x = x // 0
except ZeroDivisionError:
    pass
print(x)
x = [1]
try:
    x += 5
except TypeError:
    pass
print(x)
log = []

def note(n, fail=False):
    log.append(n)
    if fail:
        raise ValueError(n)
    return n

try:
    result = note(1) + note(2, True) + note(3)
except ValueError:
    log.append("caught")
print(log)
try:
    a, b, c = note(4), note(5, True), note(6)
except ValueError:
    pass
print(log)
out = []
for i in range(5):
    try:
        out.append(10 // (i - 2))
    except ZeroDivisionError:
        out.append(None)
print(out)

def gather():
    found = []
    for word in ("1", "x", "3"):
        try:
            n = int(word)
        except ValueError:
            found.append(word)
        else:
            found.append(n)
    return found

print(gather())
