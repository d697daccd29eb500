# A module beside the program.
import helper
import helper as h
from helper import double, LIMIT
from helper import triple as three

print(helper.double(4), h.LIMIT, double(5), LIMIT, three(3))
helper.counter += 5
print(helper.counter, h.counter, helper.read())
helper.extra = "set from outside"
print(helper.extra)
print(h is helper, helper.Thing(3).value())

def late():
    import helper
    from helper import double as twice
    return twice(helper.LIMIT)

print(late())
