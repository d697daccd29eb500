# Sets at work.
def primes(n):
    composite = set()
    out = []
    for i in range(2, n):
        if i not in composite:
            out.append(i)
            composite.update(range(i * i, n, i))
    return out

print(primes(100))
seen = set()
unique = []
for x in [3, 1, 3, 2, 1]:
    if x not in seen:
        seen.add(x)
        unique.append(x)
print(unique)
graph = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["a"], "e": ["a"]}

def reach(start):
    found, todo = set(), [start]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(graph[node])
    return found

for node in graph:
    print(node, sorted(reach(node)))
