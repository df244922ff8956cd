"""The matrix products of one training step by other libraries: the same 2.42 GFLOP (at a batch of 32) of the same shapes as
`src/main.rs` has, one call each. Prints the least and the processor time of each library's."""

import os
import sys
import time

threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
os.environ.update(threads, XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)
BATCH, STEPS, REPETITIONS = int(sys.argv[1]), 20, 30
SHAPES = [(501, 300), (300, 300), (300, 500), (501, 300), (300, 300), (300, 1)]


def products(array, times, times_transposed, transposed_times):
    """All products of a step, given how matrices are made and multiplied."""
    random = np.random.default_rng(0)

    def numbers(rows, columns):
        return array(random.random((rows, columns), dtype=np.float32))

    layers = []
    for inputs, outputs in SHAPES:
        steps = [(numbers(BATCH, inputs), numbers(BATCH, outputs)) for _ in range(STEPS)]
        all_steps = numbers(BATCH * STEPS, inputs), numbers(BATCH * STEPS, outputs)
        layers.append((numbers(outputs, inputs), steps, all_steps))

    def run():
        results = []
        for s in range(STEPS):
            results += [times_transposed(steps[s][0], w) for w, steps, _ in layers]
        for s in reversed(range(STEPS)):
            results += [times(steps[s][1], w) for w, steps, _ in layers]
        return results + [transposed_times(z, x) for _, _, (x, z) in layers]

    return run


jitted = [jax.jit(f) for f in (lambda a, b: a @ b, lambda a, b: a @ b.T, lambda a, b: a.T @ b)]
plain = (lambda a, b: a @ b, lambda a, b: a @ b.T, lambda a, b: a.T @ b)
jax_run = products(jnp.asarray, *jitted)
runs = {
    "products-jax": lambda: jax.block_until_ready(jax_run()),
    "products-torch": products(torch.from_numpy, *plain),
    "products-numpy": products(np.asarray, *plain),
}
for name, run in runs.items():
    run()
    least, cpu = float("inf"), time.process_time()
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - begun)
    print(name, 1e3 * least, 1e3 * (time.process_time() - cpu) / REPETITIONS, 0, 0, 0)
