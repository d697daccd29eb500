# Out of memory is an exception, and afterwards there is room again.
import gc

def hoard():
    kept = []
    while True:
        kept.append([0] * 100)

for i in range(3):
    try:
        hoard()
    except MemoryError:
        print("out of memory")
    gc.collect()
print(sum([len([0] * 100) for i in range(200)]))
text = "x"
try:
    while True:
        text += text
except MemoryError:
    print("text too long", len(text) > 1000)
text = None
try:
    {i: [i] for i in range(100000)}
except MemoryError:
    print("dict too large")
print("alive")
