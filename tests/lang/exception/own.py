# Exceptions of one's own.
class AppError(Exception):
    pass

class ConfigError(AppError):
    pass

class Both(KeyError):
    pass

def load(n):
    if n == 0:
        raise AppError
    if n == 1:
        raise ConfigError("bad config")
    if n == 2:
        raise Both("key", n)
    return n

for i in range(4):
    try:
        print("loaded", load(i))
    except ConfigError as e:
        print("config", e)
    except AppError as e:
        print("app", e.args)
    except LookupError as e:
        print("lookup", e.args)
print(issubclass(ConfigError, AppError), issubclass(ConfigError, Exception), issubclass(Both, LookupError), issubclass(AppError, ConfigError))
print(isinstance(ConfigError("x"), AppError), ConfigError("a", 1).args)
errors = {"app": AppError, "config": ConfigError}
for name in errors:
    try:
        raise errors[name](name)
    except AppError as e:
        print(name, e)
