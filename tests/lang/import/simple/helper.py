print("helper is loaded")
LIMIT = 10
counter = 1
extra = None

def double(x):
    return x * 2

def triple(x):
    return double(x) + x

def read():
    return counter

class Thing:
    def __init__(self, n):
        self.n = n

    def value(self):
        return double(self.n) + LIMIT
