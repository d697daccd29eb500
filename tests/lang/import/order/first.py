print("first begins")
log = ["first"]
import second
log.append("second known")
value = 1

def ask():
    return second.value

print("first ends")
