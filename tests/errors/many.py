# Every error is reported, not the first.
print(a)
#     ^ E0101
print(b)
#     ^ E0101

def f():
    print(c)
#         ^ E0101

import nowhere
#      ^^^^^^^ E0501
print(d)
#     ^ E0101
