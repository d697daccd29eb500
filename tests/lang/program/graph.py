# Shortest paths and topological order.
graph = {
    "a": {"b": 7, "c": 9, "f": 14},
    "b": {"a": 7, "c": 10, "d": 15},
    "c": {"a": 9, "b": 10, "d": 11, "f": 2},
    "d": {"b": 15, "c": 11, "e": 6},
    "e": {"d": 6, "f": 9},
    "f": {"a": 14, "c": 2, "e": 9},
}

def dijkstra(graph, start):
    distance = {start: 0}
    before = {}
    todo = [(0, start)]
    while todo:
        todo.sort(reverse=True)
        d, node = todo.pop()
        if d > distance[node]:
            continue
        for other, w in graph[node].items():
            if other not in distance or d + w < distance[other]:
                distance[other] = d + w
                before[other] = node
                todo.append((d + w, other))
    return distance, before

distance, before = dijkstra(graph, "a")
for node in sorted(distance):
    path = [node]
    while path[0] in before:
        path.insert(0, before[path[0]])
    print(node, distance[node], "->".join(path))
needs = {"shirt": [], "tie": ["shirt"], "jacket": ["tie", "belt"], "belt": ["trousers"], "trousers": [], "shoes": ["trousers", "socks"], "socks": []}

def order(needs):
    out, state = [], {}
    def visit(name):
        if state.get(name) == 1:
            raise ValueError("cycle at " + name)
        if name not in state:
            state[name] = 1
            for other in needs[name]:
                visit(other)
            state[name] = 2
            out.append(name)
    for name in needs:
        visit(name)
    return out

print(order(needs))
needs["shirt"].append("jacket")
try:
    order(needs)
except ValueError as e:
    print(e)
