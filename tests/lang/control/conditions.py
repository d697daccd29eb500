# if, elif, else, conditional expressions.
def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        return "digit"
    elif n < 100 and n % 10 == 0:
        return "round"
    else:
        return "many"

for n in (-5, 0, 7, 30, 31, 200):
    print(n, classify(n), "even" if n % 2 == 0 else "odd", n if n > 0 else -n if n < -1 else 0)
x = None
if x is None:
    x = []
if not x:
    x.append(1)
if x and x[0] == 1:
    print("ok")
if x == [2]:
    pass
elif not x:
    pass
else:
    print("else")
a = 1 if [] else 2 if "" else 3
print(a)
if (lambda: 0)():
    print("wrong")
print("big" if 10 > 5 > 1 else "small")
