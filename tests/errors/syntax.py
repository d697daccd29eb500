# The parser's own errors, all at once.
def f(:
#     ^ E0001
#      ^ E0001
    pass

x = = 1
#   ^ E0001
if True
#      ^ E0001
    print("no colon")
