# Generators in a row.
def numbers(n):
    for i in range(n):
        yield i

def squares(source):
    for x in source:
        yield x * x

def odd(source):
    return (x for x in source if x % 2)

def take(n, source):
    for x in source:
        if n == 0:
            return
        n -= 1
        yield x

print(list(odd(squares(numbers(10)))), sum(take(3, squares(numbers(100)))))

def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1

print(list(take(15, primes())))

def pairs(items):
    it = iter(items)
    for a in it:
        yield a, next(it, None)

print(list(pairs("abcde")))

def permutations(items):
    if not items:
        yield []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [items[i]] + rest

print(list(permutations([1, 2, 3])))
g = (x * y for x in range(3) for y in range(2))
print(next(g), list(g))
lines = (line.strip() for line in " a \n b\n\nc ".split("\n"))
print([line for line in lines if line])
