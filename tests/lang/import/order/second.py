print("second begins")
import first
value = 2
print("second ends", first.log, first.ask())
