# super() belongs in a method.
super()
#^^^^^^ E0221

def f():
    return super().method()
#          ^^^^^^^ E0222

class A:
    x = super()
#       ^^^^^^^ E0221
