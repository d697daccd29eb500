# An assignment expression in the iterable of a comprehension.
[y for y in (z := [1])]
#            ^^^^^^^^ E0017
