# A thread that never waits does not keep the others from running.
spins = [0]
stop = [False]

def spin():
    while not stop[0]:
        spins[0] += 1

def tick(out):
    for i in range(5):
        sleep(5)
        out.append(i)

out = []
thread(spin)
thread(tick, out)
sleep(200)
stop[0] = True
sleep(20)
print(out, spins[0] > 100)
