# A lock keeps a read and a write together.
import threading

lock = threading.Lock()
count = [0]
ended = threading.Semaphore(0)

def add(n):
    for i in range(n):
        with lock:
            before = count[0]
            if i % 10 == 0:
                sleep(1)
            count[0] = before + 1
    ended.release()

for i in range(4):
    thread(add, 50)
for i in range(4):
    ended.acquire()
print(count[0], lock.locked())
print(lock.acquire(), lock.acquire(False), lock.acquire(True, 20), lock.locked())
lock.release()
try:
    lock.release()
except RuntimeError:
    print("not locked")
