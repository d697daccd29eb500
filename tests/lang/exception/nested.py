# Handlers in handlers, raising in handlers, the active exception.
try:
    try:
        raise ValueError("first")
    except ValueError as e:
        print("handling", e)
        raise KeyError("second")
except KeyError as e:
    print("outer", e.args[0])

try:
    try:
        1 // 0
    except ZeroDivisionError:
        try:
            [][0]
        except IndexError:
            print("inner handled")
        raise
except ZeroDivisionError:
    print("the first again")

try:
    try:
        raise ValueError("a")
    finally:
        try:
            raise KeyError("b")
        except KeyError:
            print("handled in finally")
except ValueError as e:
    print("still", e)

def reraise():
    try:
        raise IndexError("deep")
    except IndexError as e:
        print("passing on", e)
        raise

def middle():
    try:
        reraise()
    finally:
        print("middle cleans up")

try:
    middle()
except IndexError as e:
    print("top", e)
try:
    raise
except RuntimeError:
    print("nothing to raise again")
for i in range(3):
    try:
        if i == 0:
            raise ValueError(i)
        elif i == 1:
            raise KeyError(i)
        print("no error")
    except ValueError as e:
        print("value", e)
    except KeyError as e:
        print("key", e)
try:
    e
except NameError:
    print("the name is gone after its handler")
