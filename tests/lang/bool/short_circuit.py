# The right side is looked at only when it decides.
def say(name, value):
    print(name, end=" ")
    return value

print(say("a", True) and say("b", False))
print(say("a", False) and say("b", True))
print(say("a", True) or say("b", False))
print(say("a", False) or say("b", 7))
print(say("a", 1) < say("b", 2) < say("c", 3))
print(say("a", 3) < say("b", 2) < say("c", 3))
print(not say("a", 0) and (say("b", 0) or say("c", "end")))
x = say("t", 1) if say("q", 0) else say("f", 2)
print(x)
i = 0
while i < 10 and say(str(i), i * i < 20):
    i += 1
print(i)
