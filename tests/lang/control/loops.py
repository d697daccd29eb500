# for, while, break, continue, else.
for i in range(10):
    if i % 2:
        continue
    if i > 6:
        break
    print(i, end=" ")
else:
    print("not reached")
print()
for i in []:
    pass
else:
    print("empty loop has an else")
n = 5
while n:
    n -= 1
    if n == 2:
        continue
    print(n, end=" ")
else:
    print("done")
while True:
    n += 1
    if n > 3:
        break
else:
    print("not reached")
print(n)
for i in range(3):
    for j in range(3):
        if j == i:
            break
        print(i, j)
    else:
        print("inner finished", i)
i = 100
for i in "ab":
    pass
print(i)
for i in range(0):
    pass
print(i)
total = 0
for i in range(10, 0, -3):
    total += i
print(total, i)
def find(items, want):
    for index, item in enumerate(items):
        if item == want:
            return index
    return -1
print(find("hello", "l"), find([1, 2], 9))
while False:
    print("never")
