# One-shot and repeated timers.
import timers

log = []
once = timers.timer()
once.one_shot(30, lambda arg: log.append(arg), "once")
again = timers.timer()
again.interval(20, lambda arg: log.append("again"))
sleep(130)
again.clear()
count = log.count("again")
print(log.count("once"), 3 <= count <= 6)
sleep(60)
print(log.count("again") == count)
cancelled = timers.timer()
cancelled.one_shot(20, lambda arg: log.append("never"))
cancelled.clear()
sleep(50)
print("never" in log)
watch = timers.timer()
watch.start()
sleep(30)
print(30 <= watch.get() < 200, timers.now() > 0)
