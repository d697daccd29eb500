# A queue with a limit: waiting, timeouts, order.
import queue

q = queue.Queue(2)
q.put(1)
q.put(2)
print(q.full(), q.qsize(), q.peek())
try:
    q.put(3, False)
except queue.QueueFull:
    print("full")
try:
    q.put(3, True, 20)
except queue.QueueFull:
    print("still full")
print(q.get(), q.get(), q.empty())
try:
    q.get(False)
except queue.QueueEmpty:
    print("empty")
try:
    q.get(True, 20)
except queue.QueueEmpty:
    print("still empty")

def later(n):
    sleep(30)
    q.put(n)

thread(later, 7)
print(q.get(), q.qsize())
q.put("a")
q.put("b")
q.clear()
print(q.empty())
