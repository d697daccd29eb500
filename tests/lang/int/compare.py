# Ordering and equality over integers, booleans and floats.
values = [-(1 << 40), -(1 << 30), -1, 0, 1, (1 << 30) - 1, 1 << 30, 1 << 40]
for a in values:
    print([a < b for b in values], [a == b for b in values])
print(1 == 1.0, 1 == True, 0 == False, 2 == True, 1 < 1.5, -1 < False)
print((1 << 53) == float(1 << 53), (1 << 53) + 1 == float(1 << 53))
print((1 << 60) + 1 > float(1 << 60), 10 ** 30 > 1e29, -(10 ** 30) < -1e29)
print(1 != 2, 1 != 1, not 1 == 1)
print(max(values) - min(values))
