# return, break and continue through finally.
def a():
    try:
        return "try"
    finally:
        print("a finally")

def b():
    try:
        return "try"
    finally:
        return "finally wins"

def c():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("finally", i)
    return "after"

def d():
    while True:
        try:
            return 1
        finally:
            break
    return 2

def e():
    try:
        try:
            raise ValueError("lost")
        finally:
            return "swallowed"
    except ValueError:
        return "caught"

def f():
    for i in range(2):
        try:
            raise ValueError
        except ValueError:
            continue
        finally:
            print("f", i)
    return "end"

def g():
    x = 1
    try:
        return x
    finally:
        x = 2
        print("x is", x)

def h():
    try:
        1 // 0
    except ZeroDivisionError:
        return "handler"
    finally:
        print("h finally")

def i():
    for n in range(3):
        for m in range(3):
            try:
                try:
                    if m == 1:
                        break
                finally:
                    print("inner", n, m)
                if n == 1:
                    return n, m
            finally:
                print("outer", n, m)

def j():
    try:
        pass
    except ValueError:
        return "no"
    else:
        return "else"
    finally:
        print("j finally")

for f in (a, b, c, d, e, f, g, h, i, j):
    print(f())
