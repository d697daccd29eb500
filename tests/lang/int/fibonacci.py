# A loop whose numbers outgrow the word.
def fib(n):
    a, b = 0, 1
    while n > 0:
        a, b = b, a + b
        n -= 1
    return a

for n in (0, 1, 2, 10, 43, 44, 45, 46, 47, 90, 200):
    print(n, fib(n))
print(sum(fib(i) for i in range(60)))
