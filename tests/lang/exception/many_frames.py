# Raised far down, caught far up; every finally on the way runs once.
trace = []

def level(n):
    trace.append(n)
    try:
        if n == 6:
            raise ValueError("bottom")
        return level(n + 1) + 1
    except KeyError:
        trace.append("wrong")
    finally:
        trace.append(-n)

try:
    level(0)
except ValueError as e:
    print(e, trace)
trace.clear()

def retry(times):
    attempt = 0
    while True:
        try:
            attempt += 1
            if attempt < times:
                raise OSError("busy")
            return attempt
        except OSError:
            trace.append(attempt)

print(retry(4), trace)

def validate(data):
    try:
        age = data["age"]
        try:
            return int(age)
        except ValueError:
            raise TypeError("age is " + age)
    except KeyError:
        return -1

for data in ({"age": "7"}, {}, {"age": "old"}):
    try:
        print(validate(data))
    except TypeError as e:
        print(e)
