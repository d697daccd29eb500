# Events and conditions.
import threading

ready = threading.Event()
seen = []

def wait(name):
    ready.wait()
    seen.append(name)

for name in ("x", "y", "z"):
    thread(wait, name)
print(ready.wait(20), ready.is_set(), seen)
ready.set()
sleep(50)
print(sorted(seen), ready.wait(0), ready.is_set())
ready.clear()
print(ready.is_set())
condition = threading.Condition()
items = []

def consume():
    with condition:
        while not items:
            condition.wait()
        seen.append(items.pop())

t = threading.Thread(target=consume)
t.start()
sleep(20)
with condition:
    items.append("item")
    condition.notify()
t.join()
print(seen[-1], items)
with condition:
    print(condition.wait(20), condition.wait_for(lambda: 7))
