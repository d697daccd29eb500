# bytearray changes in place.
a = bytearray(b"abc")
a[0] = 65
a.append(100)
a.extend(b"ef")
print(a, len(a), a[1], a[-1], a[1:3], bytes(a))
a[1:3] = b"XYZ"
print(a)
del a[0]
print(a, a.pop(), a, a.pop(0), a)
a.insert(1, 33)
a.reverse()
print(a)
a += b"!"
a *= 2
print(a, a.count(b"!"), a.find(b"Z"), 33 in a)
a.remove(33)
print(a)
b = a.copy()
b.clear()
print(len(a), b, bytearray(3), bytearray([1, 2]), bytearray() == b"", a == bytes(a))
for bad in (256, -1):
    try:
        a.append(bad)
    except ValueError:
        print("not a byte")
try:
    a[100] = 1
except IndexError:
    print("out of range")
c = bytearray(b"0123456789")
c[::2] = b"abcde"
print(c)
del c[1:6]
print(c, c.upper(), c.decode())
