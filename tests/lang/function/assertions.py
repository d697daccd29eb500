# assert.
def check(x):
    assert x > 0
    assert isinstance(x, int), "not an integer"
    return x

print(check(5))
for bad in (0, 1.5):
    try:
        check(bad)
    except AssertionError as e:
        print("failed", e.args)
try:
    assert False, "message " + str(1)
except AssertionError as e:
    print(e)
try:
    assert (), [1, 2]
except AssertionError as e:
    print(e.args[0])
assert True, 1 / 0
print("end")
