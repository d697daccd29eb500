import threading


def nested(n):
    for i in range(n):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            if i == 3:
                return i
        finally:
            print(i)
            for j in "ab":
                if j:
                    break
    else:
        return None
    while n:
        n -= 1
        try:
            with threading.Lock() as first, threading.Lock():
                if n == 3:
                    return first
                if n == 2:
                    continue
                del first
        except ValueError as e:
            raise RuntimeError("x") from e
        except (KeyError, IndexError):
            return 1
        except TypeError as e:
            return str(e)
        except:
            break
        else:
            n = 0
        finally:
            try:
                n += 1
            except OSError:
                continue
    return n


def always():
    while True:
        try:
            return 1
        finally:
            return 2


def chained(a, b, c):
    try:
        try:
            raise
        finally:
            assert a, b
    except Exception:
        raise
    if not (a < b <= c) or a is None and b is not None:
        assert a in b, f"{c}"
    elif a not in b:
        pass
    else:
        while not a:
            a = b if c else None


for x in [1, 2]:
    print(x)
else:
    del x
while x := chained(1, 2, 3):
    break
