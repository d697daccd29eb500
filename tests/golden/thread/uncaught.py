# An exception ends its thread and nothing else.
import threading

def fail():
    raise ValueError("in a thread")

def go_on(out):
    for i in range(3):
        sleep(10)
        out.append(i)

out = []
thread(go_on, out)
t = threading.Thread(target=fail)
t.start()
t.join()
sleep(80)
print(out, t.is_alive(), isinstance(t.exc, ValueError))
