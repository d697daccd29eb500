# match statements that cannot be right.
def f(x):
    match x:
        case a:
#            ^ E0010
            pass
        case 1:
            pass
    match x:
        case [a, a]:
#                ^ E0011
            pass
        case 1 | b:
#            ^^^^^ E0012
            pass
