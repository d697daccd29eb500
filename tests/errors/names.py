# Names that are not there.
x = undefined_thing
#   ^^^^^^^^^^^^^^^ E0101
print(prnt)
#     ^^^^ E0101

def f():
    return missing + 1
#          ^^^^^^^ E0101

class C(NoBase):
#       ^^^^^^ E0101
    def method(self):
        return other_missing
#              ^^^^^^^^^^^^^ E0101

for i in nothing:
#        ^^^^^^^ E0101
    pass
