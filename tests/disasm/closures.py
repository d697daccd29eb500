def counter(start):
    n = start
    def up(by=1):
        nonlocal n
        n += by
        return n
    return up, lambda: n

def generate(k):
    for i in range(k):
        x = yield i
    yield from [x]
