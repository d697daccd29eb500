# Dicts keep the order of insertion.
d = {"one": 1, "two": 2}
d["three"] = 3
d["one"] = 10
print(d, len(d), d["two"], "one" in d, "four" in d, {})
print(d.get("one"), d.get("x"), d.get("x", 0), list(d), list(d.keys()), list(d.values()), list(d.items()))
del d["two"]
d["two"] = 22
print(d, d.pop("one"), d.pop("x", "none"), d)
print(d.setdefault("three", 0), d.setdefault("new", []), d)
d.update({"three": 33, "y": 1})
d.update(z=26)
d.update([("p", 1), ("q", 2)])
print(d, d.popitem(), d)
for bad in (lambda: d["nope"], lambda: d.pop("nope"), lambda: {}.popitem()):
    try:
        bad()
    except KeyError:
        print("no such key")
try:
    del d["nope"]
except KeyError:
    print("no such key")
try:
    d[[1]] = 2
except TypeError:
    print("a list is no key")
c = d.copy()
c.clear()
print(c, len(d) > 0, dict(a=1, b=2), dict([(1, 2)]), dict({"k": "v"}), dict())
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} != {"a": 2}, {1: "x", 1.0: "y", True: "z"})
print(d | {"m": 1}, {1: 1} | {1: 2})
d = {"a": 1}
d |= {"b": 2}
print(d)
