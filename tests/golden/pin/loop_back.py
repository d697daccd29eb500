# D2 and D3 are one wire, D4 and D5 another.
for out, inp in ((D3, D2), (D5, D4)):
    pinMode(out, OUTPUT)
    pinMode(inp, INPUT)
    for level in (LOW, HIGH, LOW):
        digitalWrite(out, level)
        print(digitalRead(inp), digitalRead(out))
    pinToggle(out)
    print(digitalRead(inp))
pinMode(D10, INPUT_PULLUP)
pinMode(D11, INPUT_PULLDOWN)
print(digitalRead(D10), digitalRead(D11))
try:
    digitalWrite(D10 + 5000, 1)
except InvalidPinError:
    print("no such pin")
