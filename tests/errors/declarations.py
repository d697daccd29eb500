# global and nonlocal.
def f(a):
    global a
#          ^ E0105
    x = 1
    global x
#          ^ E0104

def g():
    nonlocal nowhere
#            ^^^^^^^ E0103
    nowhere = 1

def h():
    y = 1
    def inner():
        nonlocal y
        global y
#              ^ E0106
