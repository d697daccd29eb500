# Three stages, two queues.
import queue

first, second = queue.Queue(3), queue.Queue(3)
done = queue.Queue()

def square():
    while True:
        n = first.get()
        if n is None:
            second.put(None)
            break
        second.put(n * n)

def add():
    total = 0
    while True:
        n = second.get()
        if n is None:
            break
        total += n
    done.put(total)

thread(square)
thread(add)
for i in range(30):
    first.put(i)
first.put(None)
print(done.get(), first.empty(), second.empty())
