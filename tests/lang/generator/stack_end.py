# Generators are resumed at every depth of the stack, whatever their frames take.


def wide(n):
    a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
    i, j, k, l, m, o, p, q = 1, 2, 3, 4, 5, 6, 7, 8
    for r in range(n):
        s, t, u, v, w, x, y, z = r, 2, 3, 4, 5, 6, 7, 8
        aa, ab, ac, ad, ae, af, ag, ah = 1, 2, 3, 4, 5, 6, 7, 8
        ba, bb, bc, bd, be, bf, bg, bh = 1, 2, 3, 4, 5, 6, 7, 8
        ca, cb, cc, cd, ce, cf, cg, ch = 1, 2, 3, 4, 5, 6, 7, 8
        got = yield (a + b + c + d + e + f + g + h + i + j + k + l + m + o + p + q + s + t + u + v + w + x + y + z
                     + aa + ab + ac + ad + ae + af + ag + ah + ba + bb + bc + bd + be + bf + bg + bh
                     + ca + cb + cc + cd + ce + cf + cg + ch)
        if got is not None:
            yield max(got, [got, 1][0], (got, 2, 3, 4, 5, 6, 7, 8)[0])
    return "done"


def through(n):
    result = yield from wide(n)
    yield result


def guarded():
    a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
    try:
        for x in wide(3):
            yield x
        for x in through(1):
            yield x
    except ValueError as error:
        result = "caught " + str(error), a + b + c + d + e + f + g + h
    else:
        return
    finally:
        closed.append(len(closed))
    yield result


def use():
    total = 0
    for x in wide(3):
        total += x
    it = wide(2)
    total += next(it) + it.send(5)
    for x in it:
        total += x
    it.close()
    it = through(2)
    next(it)
    total += it.send(7)
    it.close()
    for x in through(2):
        last = x
    it = guarded()
    first = next(it)
    thrown = it.throw(ValueError("here"))
    it.close()
    left = guarded()
    next(left)
    left.close()
    return total, last, first, thrown, [len(list(guarded())), sum(wide(4)), max(wide(3))]


def at_depth(n):
    if n == 0:
        return use()
    return at_depth(n - 1)


def failing(n):
    yield 1
    raise KeyError(n)


def fails_at(n):
    if n > 0:
        return fails_at(n - 1)
    try:
        for x in failing(n):
            for y in wide(2):
                pass
    except KeyError as e:
        return e.args
    return "no"


closed = []
plain = use()
print(plain)
print([n for n in range(90) if at_depth(n) != plain], len(closed))
print([n for n in range(90) if fails_at(n) != (0,)])
