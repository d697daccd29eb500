# What Python has and the board has not.
async def f():
#^^^^ E0201
    await g()
#   ^^^^^^^^^ E0201

class Meta(type, metaclass=type):
#                ^^^^^^^^^^^^^^ E0202
    pass

z = 3j
#   ^^ E0204
type Alias = int
#^^^^^^^^^^^^^^^ E0203
try:
#^^^ E0205
    pass
except* ValueError:
    pass
