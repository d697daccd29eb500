# Of two ready threads the one with the higher priority runs.
import threading
import timers

order = []
gate = threading.Semaphore(0)

def run(name):
    gate.acquire()
    order.append(name)

low = thread(run, "low", prio=PRIO_LOWER)
high = thread(run, "high", prio=PRIO_HIGH)
middle = thread(run, "middle", prio=PRIO_LOW)
sleep(30)
for i in range(3):
    gate.release()
# Computes while the three wake up, however long the system takes for that: only the highest may interrupt.
until = timers.now() + 40
while timers.now() < until:
    pass
sleep(60)
print(sorted(order), order[0])
