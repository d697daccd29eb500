# Callbacks, bound methods kept in containers, weak coupling.
class Signal:
    def __init__(self):
        self.listeners = []

    def connect(self, f):
        self.listeners.append(f)
        return f

    def disconnect(self, f):
        self.listeners.remove(f)

    def emit(self, *args, **kw):
        return [f(*args, **kw) for f in self.listeners]

class Lamp:
    def __init__(self, name):
        self.name = name
        self.on = False

    def toggle(self, source=None):
        self.on = not self.on
        return self.name + (" on" if self.on else " off") + (" by " + source if source else "")

button = Signal()
lamps = [Lamp("red"), Lamp("green")]
for lamp in lamps:
    button.connect(lamp.toggle)
seen = []
button.connect(lambda source=None: seen.append(source))
print(button.emit(), button.emit(source="timer"))
button.disconnect(lamps[0].toggle)
print(button.emit("thumb"), seen, lamps[0].on, lamps[1].on)
print(lamps[0].toggle == lamps[0].toggle, lamps[0].toggle == lamps[1].toggle)
