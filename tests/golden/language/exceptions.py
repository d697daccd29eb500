# new_exception, and matching along the tree.
new_exception(SensorError, IOError, "sensor does not answer")
new_exception(SensorTimeout, SensorError)

def probe(n):
    if n == 0:
        raise SensorTimeout
    if n == 1:
        raise SensorError
    raise OSError

for n in range(3):
    try:
        probe(n)
    except SensorTimeout:
        print("timeout")
    except SensorError as e:
        print("sensor", e)
    except OSError:
        print("os")
print(issubclass(SensorTimeout, IOError), issubclass(IOError, SensorError))
