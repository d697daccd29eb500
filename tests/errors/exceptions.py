# Exceptions are names in one tree.
class E(ValueError):
    def method(self):
#   ^^^^^^^^^^^^^^^^^ E0215
        pass

class F(ValueError, KeyError):
#     ^ E0216
#     ^ E0217
    pass

def f():
    class G(ValueError):
#         ^ E0217
        pass

new_exception(H, NotAnException)
#                ^^^^^^^^^^^^^^ E0301
new_exception("text", ValueError)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0219
