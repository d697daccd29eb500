# Formatting with %.
print("%d" % 42, "%5d|" % 42, "%-5d|" % 42, "%05d" % 42, "%+d" % 42, "% d" % 42, "%d" % -42)
print("%s and %s" % ("a", 1), "%s" % [1, "x"], "%r" % "q", "%10s|" % "hi", "%-10s|" % "hi", "%.2s" % "abc")
print("%x %X %o %#x %#o" % (255, 255, 8, 255, 8))
print("%f" % 3.14159, "%.2f" % 3.14159, "%8.3f|" % 3.14159, "%-8.1f|" % 2.25, "%+.1f" % 0.05, "%.0f" % 2.5)
print("%e" % 12345.678, "%.2e" % 0.00012, "%g" % 1e10, "%g" % 0.0001, "%g" % 123456789.0, "%G" % 1e-10)
print("%c%c" % (65, "b"), "100%%", "%d%%" % 50)
print("%(name)s is %(age)d" % {"name": "Ann", "age": 7})
print("%*d|%.*f" % (6, 42, 2, 1.23456))
print("%s %s" % (None, True), "%d" % 3.99, "%d" % True, "%d" % 10 ** 20, "%x" % 2 ** 70)
for bad in ("%d %d", "%z"):
    try:
        print(bad % 1)
    except TypeError:
        print("not enough")
    except ValueError:
        print("unknown letter")
try:
    print("%d" % "x")
except TypeError:
    print("not a number")
