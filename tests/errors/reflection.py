# Names are numbers on the board.
x = 1
eval("x")
#^^^ E0206
exec("x = 2")
#^^^ E0206
globals()
#^^^^^^ E0206
name = "x"
getattr(x, name)
#^^^^^^^^^^^^^^^ E0207
setattr(x, name, 1)
#^^^^^^^^^^^^^^^^^^ E0207
hasattr(x, name)
#^^^^^^^^^^^^^^^ E0207
compile("x", "f", "exec")
#^^^^^^ E0206
