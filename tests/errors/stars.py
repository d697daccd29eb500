# Two stars, and a star by itself.
*a, *b = [1, 2]
#   ^^ E0008
x = *a
#   ^^ E0013
