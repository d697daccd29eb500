# Runs programs one after the other and reports what each wrote to standard output.
# Input: a path a line. Output for each: the count of bytes on a line of its own, then the bytes.
# An uncaught exception adds a last line `uncaught: Kind`.
import contextlib
import io
import os
import runpy
import sys

sys.dont_write_bytecode = True
answers = sys.stdout.buffer
own = set(sys.modules)
path = list(sys.path)
for name in sys.stdin.read().split("\n"):
    if not name:
        continue
    text = io.StringIO()
    sys.path[:] = [os.path.dirname(name)] + path
    with contextlib.redirect_stdout(text):
        try:
            runpy.run_path(name, run_name="__main__")
        except SystemExit:
            pass
        except BaseException as e:
            text.write("uncaught: " + type(e).__name__ + "\n")
    # Two programs may have modules of one name.
    for module in set(sys.modules) - own:
        if getattr(sys.modules[module], "__file__", None) and os.path.dirname(name) in sys.modules[module].__file__:
            del sys.modules[module]
    out = text.getvalue().encode()
    answers.write(b"%d\n" % len(out) + out)
answers.flush()
