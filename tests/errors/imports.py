# Modules that are not there.
import no_such_module
#      ^^^^^^^^^^^^^^ E0501
from also_missing import thing
#    ^^^^^^^^^^^^ E0501
import queue
from queue import NoSuchQueue
#                 ^^^^^^^^^^^ E0108
queue.nothing
#     ^^^^^^^ E0108
from queue import *
#                 ^ E0214
