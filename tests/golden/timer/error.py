# An exception in a callback ends that call; the timer goes on.
import timers

calls = [0]

def callback(arg):
    calls[0] += 1
    if calls[0] == 1:
        raise ValueError("first call")

t = timers.timer()
t.interval(15, callback)
sleep(120)
t.clear()
print(calls[0] > 1)
