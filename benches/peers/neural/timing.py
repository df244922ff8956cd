"""What every program of the comparison does the same: sizes, training, timing, one line of figures."""

import argparse
import resource
import statistics
import time

DIMENSION, WIDTH, DEPTH, RATE, DECAY = 500, 300, 2, 1e-4, 1e-4


def arguments(programs):
    p = argparse.ArgumentParser()
    p.add_argument("program", choices=programs)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--training-steps", type=int, default=30)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--terms", choices=["both", "drift", "diffusion"], default="both")
    return p.parse_args()


def run(a, step):
    """Times `step()`, which trains once and returns the loss when all is done; not its first calls, which compile."""
    losses, walls, cpus = [float(step()) for _ in range(3)], [], []
    for _ in range(a.training_steps):
        cpu, wall = time.process_time(), time.perf_counter()
        losses.append(float(step()))
        walls.append(1e3 * (time.perf_counter() - wall))
        cpus.append(1e3 * (time.process_time() - cpu))
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(a.program, min(walls), statistics.median(cpus), mib, losses[0], losses[min(30, len(losses) - 1)])
