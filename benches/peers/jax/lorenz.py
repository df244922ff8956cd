"""Lorenz by JAX and diffrax: 1000 classical Runge–Kutta steps of 1e-3 in double precision, the gradient of the sum of squares
at the end by the initial state and the parameters, a trajectory at once or 1024, whose gradients are given one by one. Prints for
each program the median and the least time, in ns per trajectory and 1000 steps, in the form of the C programs; the gradient is
compared with that of `problems.h`.

`shared-1024` is written the other way round: the states are the rows of one array, and the parameters, which all trajectories
share, have no row for each. `threads-1024` and `two-1024` are for two cores: the one leaves XLA its threads, the other parts the
batch over two devices of the host."""

import os
import statistics
import sys
import time

ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
FLAGS = {"threads-1024": "", "two-1024": "--xla_force_host_platform_device_count=2"}
os.environ.setdefault("XLA_FLAGS", FLAGS.get(sys.argv[1], ONE_THREAD))
import diffrax
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
STEPS, H = 1000, 1e-3
Y0, P = (1.0, 1.0, 1.0), (10.0, 28.0, 8.0 / 3.0)
EXPECTED = (-21.035731200290, -18.236126954912, 39.690609540257, -2.7038542305116, 15.150674390513, 331.94054548234)


def field(y, p):
    (x, y, z), (sigma, rho, beta) = y, p
    return sigma * (y - x), x * (rho - z) - y, x * y - beta * z


def step(y, p):
    ahead = lambda c, k: tuple(a + c * b for a, b in zip(y, k))
    k1 = field(y, p)
    k2 = field(ahead(H / 2, k1), p)
    k3 = field(ahead(H / 2, k2), p)
    k4 = field(ahead(H, k3), p)
    return tuple(a + H / 6 * (b + 2 * c + 2 * d + e) for a, b, c, d, e in zip(y, k1, k2, k3, k4))


def scan(wrap):
    def solve(y, p):
        body = wrap(lambda y, _: (step(y, p), None))
        return jax.lax.scan(body, y, None, length=STEPS)[0]

    return solve


class RK4(diffrax.AbstractERK):
    tableau = diffrax.ButcherTableau(
        a_lower=(np.array([0.5]), np.array([0.0, 0.5]), np.array([0.0, 0.0, 1.0])),
        b_sol=np.array([1 / 6, 1 / 3, 1 / 3, 1 / 6]),
        b_error=np.array([1 / 6 - 1, 1 / 3, 1 / 3, 1 / 6]),
        c=np.array([0.5, 0.5, 1.0]),
    )
    interpolation_cls = diffrax.ThirdOrderHermitePolynomialInterpolation.from_k

    def order(self, terms):
        return 4


def by_diffrax(**checkpoints):
    def solve(y, p):
        array = lambda t, y, p: jnp.stack(field(y, p))
        end = diffrax.diffeqsolve(
            diffrax.ODETerm(array), RK4(), 0.0, STEPS * H, H, jnp.stack(y), p, max_steps=STEPS,
            adjoint=diffrax.RecursiveCheckpointAdjoint(**checkpoints),
        )
        return tuple(end.ys[0])

    return solve


PROGRAMS = {
    "scan": (scan(lambda body: body), 1),
    "remat": (scan(jax.checkpoint), 1),
    "diffrax": (by_diffrax(), 1),
    "diffrax-every": (by_diffrax(checkpoints=STEPS), 1),
    "scan-1024": (scan(lambda body: body), 1024),
    "remat-1024": (scan(jax.checkpoint), 1024),
    "shared-1024": (scan(jax.checkpoint), 1024),
    "threads-1024": (scan(jax.checkpoint), 1024),
    "two-1024": (scan(jax.checkpoint), 1024),
}


def main(name):
    solve, batch = PROGRAMS[name]
    loss = lambda y, p: sum(a * a for a in solve(y, p))
    gradient = jax.grad(loss, argnums=(0, 1))
    y, p = Y0, P
    if batch > 1:
        lanes = jnp.arange(batch) * 1e-6
        y, p = tuple(a * (1 + lanes) for a in Y0), tuple(a * (1 + 0 * lanes) for a in P)
        gradient = jax.vmap(gradient)
    y, p = jax.tree.map(jnp.asarray, (y, p))
    if name == "shared-1024":
        rows = lambda y, p: jnp.sum(jnp.stack(solve((y[0], y[1], y[2]), p)) ** 2)
        gradient = jax.vmap(jax.grad(rows, argnums=(0, 1)), in_axes=(0, None))
        y, p = jnp.stack(y, axis=-1), jnp.asarray(P)
    if name == "two-1024":
        parts = jax.sharding.PartitionSpec("half")
        mesh = jax.make_mesh((2,), ("half",))
        gradient = jax.shard_map(gradient, mesh=mesh, in_specs=parts, out_specs=parts)
        y, p = jax.device_put((y, p), jax.sharding.NamedSharding(mesh, parts))
    gradient = jax.jit(gradient)
    found = np.concatenate([g[0] if name == "shared-1024" else [np.ravel(a)[0] for a in g] for g in gradient(y, p)])
    np.testing.assert_allclose(found, EXPECTED, rtol=0, atol=1e-9 * max(map(abs, EXPECTED)))
    times = []
    until = time.perf_counter() + 2.0
    while len(times) < 5 or time.perf_counter() < until:
        start = time.perf_counter()
        jax.block_until_ready(gradient(y, p))
        times.append((time.perf_counter() - start) * 1e9)
    print(f"BENCH p1:jax-{name}-grad {statistics.median(times) / batch:.3f} {min(times) / batch:.3f}")


main(sys.argv[1])
