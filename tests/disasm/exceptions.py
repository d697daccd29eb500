def f(x):
    try:
        return g(x)
    except ValueError as e:
        return str(e)
    except (KeyError, TypeError):
        raise
    finally:
        print("done")

def g(x):
    with x as y:
        raise ValueError("constant")
