# A callback hands over to a thread.
import threading

pressed = threading.Semaphore(0)
done = threading.Event()
count = [0]

def wait():
    while count[0] < 3:
        pressed.acquire()
        count[0] += 1
    done.set()

pinMode(D5, OUTPUT)
pinMode(D4, INPUT)
digitalWrite(D5, LOW)
onPinRise(D4, pressed.release)
thread(wait)
for i in range(6):
    pinToggle(D5)
    sleep(10)
print(done.wait(500), count[0])
