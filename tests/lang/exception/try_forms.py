# try, except, else, finally in their order.
def run(action):
    steps = []
    try:
        steps.append("try")
        action()
    except ValueError:
        steps.append("value")
    except (KeyError, IndexError):
        steps.append("lookup")
    except Exception:
        steps.append("other")
    else:
        steps.append("else")
    finally:
        steps.append("finally")
    return steps

def raiser(e):
    def f():
        raise e
    return f

print(run(lambda: None))
for e in (ValueError, KeyError, IndexError("x"), TypeError("y"), ValueError("z"), ZeroDivisionError):
    print(run(raiser(e)))
print(run(lambda: 1 // 0), run(lambda: [][1]), run(lambda: {}["k"]), run(lambda: int("x")), run(lambda: None.x))
try:
    pass
finally:
    print("finally alone")
try:
    try:
        raise KeyError("inner")
    finally:
        print("on the way")
except KeyError as e:
    print("caught", e.args)
try:
    raise KeyError
except:
    print("bare except")
