# The tree of exceptions, as far as CPython has it.
pairs = [
    (ZeroDivisionError, ArithmeticError), (OverflowError, ArithmeticError), (ArithmeticError, Exception),
    (IndexError, LookupError), (KeyError, LookupError), (UnboundLocalError, NameError),
    (NotImplementedError, RuntimeError), (RecursionError, RuntimeError), (UnicodeError, ValueError),
    (UnicodeDecodeError, UnicodeError), (ModuleNotFoundError, ImportError), (ConnectionRefusedError, ConnectionError),
    (TimeoutError, OSError), (FileNotFoundError, OSError), (IOError, OSError), (Exception, BaseException),
    (KeyboardInterrupt, BaseException), (SystemExit, BaseException), (GeneratorExit, BaseException),
    (StopIteration, Exception), (MemoryError, Exception), (AssertionError, Exception), (EOFError, Exception),
]
for child, parent in pairs:
    print(issubclass(child, parent), issubclass(parent, child) and child is not parent and parent is not OSError)
print(issubclass(KeyboardInterrupt, Exception), issubclass(SystemExit, Exception))
try:
    raise NotImplementedError("later")
except RuntimeError as e:
    print(e)
