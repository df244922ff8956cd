"""Runs the example `neural_sde` and prints its figures as the other programs print theirs; processor time is the kernel's
for the whole process, less that of a run with two training steps, and peak memory its."""

import os
import resource
import subprocess
import sys
import tempfile

steps = 3 + int(sys.argv[1])


def run(steps):
    """Processor seconds of a run, what it said, and its peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        files = ["--plot", os.path.join(folder, "p.svg"), "--weights", os.path.join(folder, "w")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [*sys.argv[2:], "--training-steps", str(steps), *files]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, said.stdout.split(), after.ru_maxrss / 1024


short, _, _ = run(2)
long, said, mib = run(steps)
first, last, least = said[1], said[4], said[said.index("fastest") + 1]
print("tapeless", least, 1e3 * (long - short) / (steps - 2), mib, first.strip(","), last)
