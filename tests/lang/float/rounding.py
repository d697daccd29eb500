# round(), int() and comparisons at ties.
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(-1.5), round(2.4), round(2.6))
print(round(2.675, 2), round(1.005, 2), round(3.14159, 3), round(1234.5678, -2), round(0.15, 1))
print(round(1e20), round(-1e20), round(5e15 + 0.5))
print(round(7.0), round(7.0, 0), type(round(7.0)) is int, type(round(7.0, 0)) is float)
print(int(2.9999), int(-2.9999), int(1e18))
print((0.5).is_integer(), (4.0).is_integer(), (0.75).as_integer_ratio())
