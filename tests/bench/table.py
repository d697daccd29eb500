#!/usr/bin/env python3
"""Instructions that each program needs here and in CPython, counted by valgrind in one run, as a table with ratios.

    cargo build --release -p bench && tests/bench/table.py [NAME...]

A count is that of a run that calls main(n) twice less one that calls it once, so start-up and compilation drop out.
Counts repeat to a few thousandths; times would not.
"""
import math
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "..", "..", "target", "release", "bench")
PROGRAMS = [
    ("fib", 16, 987), ("forsum", 20000, 760560), ("whilemod", 10000, 4667), ("queens", 6, 4),
    ("fannkuch", 6, 4910), ("strbuild", 10, 3010), ("attr", 5000, 183), ("method", 5000, 50660),
    ("listsort", 3, 354814), ("dictops", 15, 38595), ("exc", 3000, 21776), ("closure", 10000, 56568),
    ("gen", 10000, 75000), ("mandel", 12, 2519), ("sieve", 5000, 669), ("bintree", 20, 5611),
]


def count(command):
    """Instructions of a whole process."""
    with tempfile.NamedTemporaryFile() as out:
        tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out.name]
        done = subprocess.run(tool + command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}:\n{done.stderr}")
        return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def one_call(command, text, n, result):
    """Instructions of one call of main(n), in a program that checks its result."""
    counts = []
    for calls in (1, 2):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(text + f"\nfor _again in range({calls - 1}):\n    main({n})\n")
            file.write(f"if main({n}) != {result}:\n    raise ValueError\n")
            file.flush()
            counts.append(count(command(file.name)))
    return counts[1] - counts[0]


def main():
    names = sys.argv[1:]
    ratios = []
    print(f"{'program':10} {'n':>6} {'here':>12} {'CPython':>12}  ratio   (thousands of instructions)")
    for name, n, result in PROGRAMS:
        if names and name not in names:
            continue
        with open(os.path.join(HERE, "programs", name + ".py")) as file:
            text = file.read()
        here = one_call(lambda file: [BENCH, file, str(n), str(result)], text, n, result)
        cpython = one_call(lambda file: [sys.executable, "-S", "-E", file], text, n, result)
        ratios.append(here / cpython)
        print(f"{name:10} {n:6} {here // 1000:12} {cpython // 1000:12}  {here / cpython:5.2f}", flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"geometric mean {mean:.2f} over {len(ratios)} programs, {sys.implementation.name} {sys.version.split()[0]}")


main()
