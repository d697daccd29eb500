# keys, values and items are views.
d = {"b": 2, "a": 1}
k, v, i = d.keys(), d.values(), d.items()
d["c"] = 3
print(list(k), list(v), list(i), len(k))
print("c" in k, 3 in v, ("a", 1) in i, ("a", 2) in i)
for key, value in d.items():
    print(key, value)
for key in d:
    print(key, end=" ")
print()
print(sorted(d.items(), key=lambda item: item[1]), max(d, key=d.get), sum(d.values()))
print(k, v, i)
try:
    for key in d:
        d[key + "x"] = 0
except RuntimeError:
    print("changed while it was walked")
inverse = {value: key for key, value in d.items()}
print(len(inverse) <= len(d))
print(list(reversed({"x": 1, "y": 2})))
nested = {"a": {"b": [1, {"c": 2}]}}
print(nested["a"]["b"][1]["c"], nested)
nested["a"]["b"].append(nested["a"]["b"][0])
print(nested)
