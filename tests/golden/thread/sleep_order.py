# Sleeping threads wake in the order of their times, not of their start.
order = []

def wake(ms):
    sleep(ms)
    order.append(ms)

for ms in (120, 40, 80):
    thread(wake, ms)
sleep(250)
print(order)
