# What cannot be assigned or deleted.
1 = 2
#^ E0001
f() = 3
#^^ E0001
None = 1
#^^^ E0001
a + b = c
#^^^^ E0001
del 5
#   ^ E0001
(x for x in y) = 1
#^^^^^^^^^^^^^ E0001
