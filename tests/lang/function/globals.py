# global, and names that are local because they are assigned.
count = 0
name = "module"

def bump():
    global count
    count += 1
    return count

def shadow():
    name = "local"
    return name

def read():
    return name

def make():
    global made
    made = "by function"

print(bump(), bump(), count, shadow(), read(), name)
make()
print(made)

def unbound():
    try:
        print(later)
    except NameError:
        print("assigned below")
    later = 1
    return later

print(unbound())

def augmented():
    try:
        name += "x"
    except NameError:
        return "local before assignment"
    return name

print(augmented())

def remove():
    global name
    del name

remove()
try:
    print(name)
except NameError:
    print("name is gone")
name = "again"
print(read())

class Holder:
    count = 10
    total = count + 1

    def read(self):
        return count

print(Holder.count, Holder.total, Holder().read())
