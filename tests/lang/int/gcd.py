# Number theory with small and large integers.
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

print(gcd(12, 18), gcd(17, 5), gcd(10 ** 20, 6 ** 15), gcd(0, 9))

def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True

print([n for n in range(60) if is_prime(n)])

def digits(n):
    total = 0
    while n:
        n, d = divmod(n, 10)
        total += d
    return total

print(digits(2 ** 100), digits(123456789))

def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps

print([collatz(n) for n in range(1, 20)], collatz(837799))
