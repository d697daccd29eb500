# f-strings.
name, age, pi = "Ann", 7, 3.14159
print(f"{name} is {age}", f"{name!r} {name!s:>6}|", f"{pi:.2f} {pi:8.3f}|", f"{age:03d} {age:+d} {age:x}")
print(f"{age + 1} {name.upper()} {[i * 2 for i in range(3)]} { {'a': 1}['a'] }")
print(f"{{literal}} {'nested ' + f'{age}'} {name[0]}{name[-1]}")
width, digits = 10, 2
print(f"{pi:{width}.{digits}f}|{name:^{width}}|{name:*<{width}}|")
print(f"{age=} {name=} {pi=:.1f} {age + 1 = }")
print(f"{None} {True} {1 << 40:,} {-5:>+6}|{0.1 + 0.2}")
print(f"a" "b" f"{age}", rf"\d{age}", f"line\n{age}")
print(f"{'yes' if age > 5 else 'no'} {age if age else 'none'} {(lambda x: x * 2)(age)}")
print(f"""{name}
{age}""")
print(f"{age:>{width}}|{age:<{width}}|{1234567.891:,.2f}|{0.5:%}")

class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __str__(self):
        return f"<{self.x},{self.y}>"

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __format__(self, spec):
        return "formatted[" + spec + "]"

p = Point(1, 2)
print(f"{p} {p!s} {p!r} {p:abc} {[p]}")
