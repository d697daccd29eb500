# Lists: indexing, growing, shrinking.
a = [1, 2, 3]
print(a, len(a), a[0], a[-1], [], [[]], [1, "a", None, 2.5, [3]])
a.append(4)
a.insert(0, 0)
a.insert(-1, 9)
a.insert(100, 5)
print(a)
a.extend([6, 7])
a += (8,)
a += "xy"
print(a, a.pop(), a.pop(0), a.pop(-2), a)
a.remove(9)
print(a, a.index(3), a.count(2), 5 in a, 99 not in a)
a.reverse()
print(a)
a[0] = "first"
del a[1]
print(a)
b = a.copy()
b.clear()
print(len(a), b, [1] + [2], [0] * 3, 2 * [1, 2], [1] * 0, [1] * -5)
for i in (50, -50):
    try:
        a[i]
    except IndexError:
        print("out of range")
    try:
        a[i] = 1
    except IndexError:
        print("out of range")
    try:
        del a[i]
    except IndexError:
        print("out of range")
for action in (lambda: [].pop(), lambda: [1].pop(3)):
    try:
        action()
    except IndexError:
        print("nothing to pop")
try:
    [1].remove(2)
except ValueError:
    print("not there")
try:
    [1].index(2)
except ValueError:
    print("not there")
try:
    [1] + (2,)
except TypeError:
    print("cannot be added")
