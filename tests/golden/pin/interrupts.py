# Edges call functions, bound methods and functions with arguments.
log = []

class Counter:
    def __init__(self, name):
        self.name = name

    def rise(self):
        log.append(self.name)

def fall(a, b):
    log.append((a, b))

pinMode(D5, OUTPUT)
pinMode(D4, INPUT)
digitalWrite(D5, LOW)
onPinRise(D4, Counter("up").rise)
onPinFall(D4, fall, 1, 2)
for i in range(4):
    pinToggle(D5)
    sleep(5)
print(log)
onPinRise(D4, None)
onPinFall(D4, None)
for i in range(4):
    pinToggle(D5)
    sleep(5)
print(len(log))
