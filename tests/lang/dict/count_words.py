# A dict at work: counting, grouping, memory of results.
text = "the quick brown fox jumps over the lazy dog the fox"
count = {}
for word in text.split():
    count[word] = count.get(word, 0) + 1
for word, n in sorted(count.items(), key=lambda p: (-p[1], p[0])):
    print(word, n)
groups = {}
for word in count:
    groups.setdefault(len(word), []).append(word)
for length in sorted(groups):
    print(length, sorted(groups[length]))
memo = {}

def paths(x, y):
    if x == 0 or y == 0:
        return 1
    if (x, y) not in memo:
        memo[x, y] = paths(x - 1, y) + paths(x, y - 1)
    return memo[x, y]

print(paths(10, 10), paths(16, 16), len(memo))
