# Many levels at once.
result = []
for a in range(2):
    for b in range(2):
        for c in range(2):
            if a:
                if b:
                    if c:
                        result.append("abc")
                    else:
                        result.append("ab-")
                else:
                    while True:
                        result.append("a--")
                        break
            else:
                try:
                    if c and not b:
                        raise ValueError
                    result.append("-")
                except ValueError:
                    result.append("error")
                finally:
                    result.append("|")
print(result)
print(((((((1 + 2) * 3) - 4) * 5) // 6) % 7) ** 2)
print([[[[[[1]]]]]], (((((),),),),), {1: {2: {3: {}}}})
print((lambda x: (lambda y: (lambda z: x + y + z)(3))(2))(1))
x = 1 if (1 if 0 else 1) else 2
print(x)
