# The shortest text that reads back as the same double.
for f in (0.1, 1.0, 100.0, 1e15, 1e16, 1e17, 123456789.125, 1e-4, 1e-5, 1.5e-7,
          5e-324, 1.7976931348623157e308, 3.141592653589793, 2.5, -0.75, 1e22, 1e23):
    print(f, repr(f), str(-f))
for text in ("1.5", "-2", "  3.25 ", "1e3", ".5", "5.", "1_0.5", "inf", "-inf", "nan", "1E-2"):
    print(float(text))
for text in ("", "x", "1,5", "1e", "--1"):
    try:
        print(float(text))
    except ValueError:
        print("no float:", repr(text))
print(float(7), float(True), float(1 << 70))
