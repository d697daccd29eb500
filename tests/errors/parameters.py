# Parameters and arguments that are there twice.
def f(a, a):
#        ^ E0006
    pass

f(a=1, a=2)
#      ^ E0007

def g(a, *, a=1):
#           ^ E0006
    pass

lambda x, x: x
#         ^ E0006
