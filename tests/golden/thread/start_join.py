# Threads started and waited for; what they print comes in a fixed order.
import threading

log = []

def work(name, n):
    for i in range(n):
        log.append((name, i))

threads = [threading.Thread(target=work, args=(name, 3)) for name in ("a", "b")]
for t in threads:
    t.start()
    t.join()
    print(t.is_alive(), len(log))
print(log)
