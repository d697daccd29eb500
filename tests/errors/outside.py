# Statements outside what they belong to.
return 5
#^^^^^^^ E0002
break
#^^^^ E0004
continue
#^^^^^^^ E0005

def f():
    break
#   ^^^^^ E0004
    for i in range(3):
        def g():
            continue
#           ^^^^^^^^ E0005
    nonlocal y
#            ^ E0103

yield 1
#^^^^^^ E0003
nonlocal x
#        ^ E0102
