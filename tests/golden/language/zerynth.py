# What Zerynth programs write and CPython has no meaning for.
print(hex(255, ""), hex(10), dict("a", 1, "b", 2))
for x in (1, 1.5, "s", [1], (1,), {}, None):
    print(type(x) == PSTRING, type(x) <= PFLOAT)
