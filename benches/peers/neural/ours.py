"""Runs the example `neural_sde` and prints its figures as the other programs print theirs; processor time and peak memory
are the kernel's for the whole process, less those of a run with two training steps."""

import os
import resource
import subprocess
import sys
import tempfile

STEPS = 33


def run(steps):
    """Processor seconds of a run, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        files = ["--plot", os.path.join(folder, "p.svg"), "--weights", os.path.join(folder, "w")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = subprocess.run([*sys.argv[1:], "--training-steps", str(steps), *files], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, said.stdout.split(), after.ru_maxrss / 1024


short, _, _ = run(2)
long, said, mib = run(STEPS)
first, last, least = said[1], said[4], said[said.index("fastest") + 1]
print("tapeless", least, 1e3 * (long - short) / (STEPS - 2), mib, first.strip(","), last)
