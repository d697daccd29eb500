# A callback that raises stays armed.
calls = [0]

def callback():
    calls[0] += 1
    [][calls[0]]

pinMode(D5, OUTPUT)
pinMode(D4, INPUT)
digitalWrite(D5, LOW)
onPinRise(D4, callback)
for i in range(6):
    pinToggle(D5)
    sleep(5)
print(calls[0])
