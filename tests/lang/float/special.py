# Infinities and not-a-number.
inf = float("inf")
nan = float("nan")
print(inf, -inf, nan, inf + 1, inf - inf, inf * 0)
print(inf > 1e308, -inf < 0, nan == nan, nan != nan, nan < 1, nan > 1, inf == inf)
print(nan in [nan], [nan] == [nan], min(inf, 3), max(-inf, 3))
for f in (inf, nan):
    try:
        int(f)
    except OverflowError:
        print("overflow")
    except ValueError:
        print("value")
try:
    float(10 ** 400)
except OverflowError:
    print("too large for a float")
try:
    print(2.0 ** 5000)
except OverflowError:
    print("power overflows")
print(bool(nan), bool(0.0), bool(-0.0), bool(1e-300))
