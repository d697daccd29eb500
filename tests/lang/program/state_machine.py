# A state machine with functions as states.
class Machine:
    def __init__(self):
        self.state = self.idle
        self.log = []
        self.ticks = 0

    def idle(self, event):
        if event == "start":
            return self.running
        return self.idle

    def running(self, event):
        self.ticks += 1
        if event == "stop":
            return self.idle
        if event == "error":
            return self.failed
        return self.running

    def failed(self, event):
        return self.idle if event == "reset" else self.failed

    def feed(self, event):
        before = self.name()
        self.state = self.state(event)
        if before != self.name():
            self.log.append(before + ">" + self.name())

    def name(self):
        names = {self.idle: "idle", self.running: "running", self.failed: "failed"}
        return names[self.state]

m = Machine()
for event in "start tick tick stop tick start error tick reset start".split():
    m.feed(event)
print(m.log, m.ticks, m.name())
