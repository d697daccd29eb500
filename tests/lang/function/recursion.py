# Functions that call themselves and each other.
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)

def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)

def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))

def permutations(items):
    if len(items) <= 1:
        return [items]
    out = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            out.append([items[i]] + rest)
    return out

print(factorial(5), factorial(20), fib(15), even(50), odd(7), hanoi(7, "a", "b", "c"), ackermann(2, 3))
print(permutations([1, 2, 3]), len(permutations(list("abcd"))))

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(depth(100))
try:
    depth(10 ** 6)
except RecursionError:
    print("too deep")
print(depth(50))
