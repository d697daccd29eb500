# What cannot stand in a comprehension.
[x := 1 for x in range(3)]
#^ E0018

def f():
    return [(yield x) for x in range(3)]
#            ^^^^^^^ E0016
