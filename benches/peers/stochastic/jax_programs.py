"""The same equations in JAX, as a scan written three ways and by diffrax on its Brownian tree, f32, compiled once.

`cases()` gives (case, program, steps of trajectories in a call, call), where a call gives the mean of the loss."""

import diffrax
import jax
import jax.numpy as jnp
import jax.random as jr
import lineax as lx
import numpy as np

BATCH = 1024
PARAMETERS = {
    "walk": [],
    "gbm": [[0.1], [0.3]],
    "ou": [[1.0], [0.0], [0.4]],
    "ou3": [[0.8, 1.0, 1.2], [0.5, 0.0, -0.5], [0.3, 0.4, 0.5]],
}


def drift(problem, y, p):
    if problem == "walk":
        return jnp.zeros_like(y)
    return p[0] * y if problem == "gbm" else p[0] * (p[1] - y)


def diffusion(problem, y, p):
    if problem == "walk":
        return jnp.ones_like(y)
    return p[1] * y if problem == "gbm" else jnp.broadcast_to(p[2], y.shape)


def step(problem, n, y, p, z):
    return y + drift(problem, y, p) / n + diffusion(problem, y, p) * z / n**0.5


def by_scan(problem, n, p, shape, noise):
    return jax.lax.scan(lambda y, z: (step(problem, n, y, p, z), None), start(problem, shape), noise)[0]


def by_keys(problem, n, p, shape, key):
    def body(y, k):
        return step(problem, n, y, p, jr.normal(k, shape)), None

    return jax.lax.scan(body, start(problem, shape), jr.split(key, n))[0]


def by_tree(problem, n, p, shape, key):
    path = diffrax.VirtualBrownianTree(0.0, 1.0, tol=1 / (2 * n), shape=jax.ShapeDtypeStruct(shape, jnp.float32), key=key)
    g = diffrax.ControlTerm(lambda t, y, p: lx.DiagonalLinearOperator(diffusion(problem, y, p)), path)
    terms = diffrax.MultiTerm(diffrax.ODETerm(lambda t, y, p: drift(problem, y, p)), g)
    y0 = start(problem, shape)
    return diffrax.diffeqsolve(terms, diffrax.Euler(), 0.0, 1.0, 1 / n, y0, args=p, max_steps=n).ys[0]


def start(problem, shape):
    return jnp.zeros(shape) if problem == "walk" else jnp.ones(shape)


def ends(program, problem, n, p, shape, noise):
    """The states at the end, with one key, or the variates themselves."""
    if program == "given":
        return by_scan(problem, n, p, shape, noise)
    if program == "bulk":
        return by_scan(problem, n, p, shape, jr.normal(noise, (n, *shape)))
    if program == "batched":
        return by_keys(problem, n, p, shape, noise)
    one = by_tree if program == "diffrax-tree" else by_keys
    if len(shape) == 1:
        return one(problem, n, p, shape, noise)
    return jax.vmap(lambda key: one(problem, n, p, shape[1:], key))(jr.split(noise, shape[0]))


def call(program, problem, n, shape, by):
    def loss(p, noise):
        return jnp.sum(ends(program, problem, n, p, shape, noise) ** 2) / (shape[0] if len(shape) == 2 else 1)

    p = [jnp.asarray(row, jnp.float32) for row in PARAMETERS[problem]]
    noise = jr.PRNGKey(0)
    if program == "given":
        noise = jr.normal(noise, (n, *shape))
    compiled = jax.jit(jax.value_and_grad(loss) if by != "value" else loss).lower(p, noise).compile()

    def run():
        out = jax.block_until_ready(compiled(p, noise))
        return float(out if by == "value" else out[0])

    return run


def cases():
    one = [("walk", "value"), ("ou", "value"), ("ou", "gradient")]
    for problem, by in one:
        for program in ("given", "diffrax-tree"):
            yield f"one-{problem}-1000-{by}", program, 1000, call(program, problem, 1000, (1,), by)
    for problem in ("gbm", "ou3"):
        shape = (BATCH, len(PARAMETERS[problem][0]))
        for n in (20, 100, 1000):
            for by in ("value", "gradient"):
                programs = ["scan", "batched", "bulk"] + ["diffrax-tree"] * (by == "gradient")
                for program in programs:
                    yield f"{problem}-{n}-{by}", program, n * BATCH, call(program, problem, n, shape, by)
            yield f"{problem}-{n}-given", "given", n * BATCH, call("given", problem, n, shape, "gradient")


def expected(case):
    """The mean of the loss: the first two moments of the scheme itself."""
    _, problem, n, _ = ["", *case.split("-")][-4:]
    n, p = int(n), [np.array(row) for row in PARAMETERS[problem]]
    if problem == "walk":
        return 1.0
    m, s, h = np.ones_like(p[0]), np.ones_like(p[0]), 1 / n
    for _ in range(n):
        if problem == "gbm":
            s = s * ((1 + p[0] * h) ** 2 + p[1] ** 2 * h)
        else:
            a, b = 1 - p[0] * h, p[0] * p[1] * h
            m, s = a * m + b, a * a * s + 2 * a * b * m + b * b + p[2] ** 2 * h
    return float(s.sum())
