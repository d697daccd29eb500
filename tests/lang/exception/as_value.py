# Exceptions are values.
e = ValueError("text", 5)
print(e.args, str(ValueError("text")), str(ValueError()), repr(ValueError("x")), repr(KeyError()), str(KeyError("k")))
print(isinstance(e, ValueError), isinstance(e, Exception), isinstance(e, KeyError), issubclass(KeyError, LookupError))
print(type(e) is ValueError, ValueError is ValueError)
try:
    raise e
except ValueError as caught:
    print(caught is e, caught.args)
kinds = [ValueError, KeyError, ZeroDivisionError]
for kind in kinds:
    try:
        raise kind("made")
    except Exception as e:
        print(isinstance(e, kind), e.args)
handlers = (KeyError, ValueError)
try:
    raise ValueError
except handlers:
    print("tuple in a variable")

def which(kind):
    try:
        raise kind
    except LookupError:
        return "lookup"
    except ArithmeticError:
        return "arithmetic"
    except Exception:
        return "exception"
    except BaseException:
        return "base"

print([which(k) for k in (KeyError, IndexError, ZeroDivisionError, OverflowError, TypeError, KeyboardInterrupt, SystemExit)])
saved = None
try:
    {}["missing"]
except KeyError as e:
    saved = e
print(saved.args)
try:
    raise 5
except TypeError:
    print("only exceptions can be raised")
try:
    raise ValueError("a") from KeyError("b")
except ValueError as e:
    print(e, isinstance(e.__cause__, KeyError), e.__cause__.args)
try:
    try:
        1 // 0
    except ZeroDivisionError:
        raise ValueError("while handling")
except ValueError as e:
    print(isinstance(e.__context__, ZeroDivisionError), e.__cause__)


def handled(work):
    try:
        try:
            raise KeyError("first")
        except KeyError:
            work()
    except Exception as e:
        return type(e.__context__), e.__context__.args, e.args


def bare():
    raise ValueError


def constant():
    raise ValueError("constant")


print(handled(bare), handled(constant), handled(lambda: 1 // 0), handled(lambda: [][1]), handled(lambda: {}[5]))
print([handled(constant)[2] for _ in range(3)])
