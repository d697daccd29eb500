# Modules are loaded once, in the order of their imports; a module that raises can be tried again.
print("main begins")
import second
import first
from first import value
import second

print(value, second.value, first.log)
try:
    import failing
except ZeroDivisionError:
    print("failing raised")
try:
    import failing
except ZeroDivisionError:
    print("failing raised again")
if value > 100:
    import never
print("main ends")
