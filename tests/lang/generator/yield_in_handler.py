# A generator that yields while it handles an exception keeps that to itself.
def careful():
    for i in range(3):
        try:
            raise KeyError(i)
        except KeyError:
            yield i

contexts = []
for i in careful():
    try:
        raise ValueError(i)
    except ValueError as e:
        contexts.append(e.__context__ is None)
print(contexts)
