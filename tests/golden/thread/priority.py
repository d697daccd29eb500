# Of two ready threads the one with the higher priority runs.
import threading

order = []
gate = threading.Semaphore(0)

def run(name):
    gate.acquire()
    order.append(name)

low = thread(run, "low", prio=PRIO_LOW)
high = thread(run, "high", prio=PRIO_HIGH)
normal = thread(run, "normal", prio=PRIO_NORMAL)
sleep(30)
for i in range(3):
    gate.release()
sleep(60)
print(sorted(order), order[0])
