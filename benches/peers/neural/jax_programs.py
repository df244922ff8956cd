"""The training step in JAX: a plain scan, the same with the batch as a matrix, and diffrax as its users write it and as it
is fastest."""

import sys

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import lineax as lx
import optax

import timing

a = timing.arguments(["scan", "batched", "diffrax-tree", "diffrax-tuned"])
DIMENSION = timing.DIMENSION
HAS_DRIFT, HAS_DIFFUSION = a.terms != "diffusion", a.terms != "drift"
H = 1 / a.steps


class Normals(diffrax.AbstractPath):
    """Independent normals for each interval, keyed by its ends."""

    key: jax.Array
    shape: tuple = eqx.field(static=True)
    t0 = property(lambda self: -jnp.inf)
    t1 = property(lambda self: jnp.inf)

    def evaluate(self, t0, t1=None, left=True):
        ends = [jnp.asarray(jax.lax.stop_gradient(t), jnp.float32).view(jnp.int32) for t in (t0, t1)]
        key = jr.fold_in(jr.fold_in(self.key, ends[0]), ends[1])
        return jr.normal(key, self.shape) * jnp.sqrt(jax.lax.stop_gradient(t1 - t0))


def rows(mlp, t, y):
    """An MLP of (t, y) for each row of y."""
    x = jnp.concatenate([jnp.full((y.shape[0], 1), t, y.dtype), y], axis=1)
    for layer in mlp.layers[:-1]:
        x = jax.nn.relu(x @ layer.weight.T + layer.bias)
    return x @ mlp.layers[-1].weight.T + mlp.layers[-1].bias


def scan(model, key):
    """One trajectory by lax.scan."""
    drift, diffusion = model

    def step(y, inputs):
        t, key = inputs
        x, next_y = jnp.concatenate([t[None], y]), y
        if HAS_DRIFT:
            next_y = next_y + H * drift(x)
        if HAS_DIFFUSION:
            next_y = next_y + jnp.sqrt(H) * diffusion(x) ** 2 * jr.normal(key, y.shape)
        return next_y, None

    times = jnp.linspace(0, 1, a.steps + 1)[:-1]
    return jax.lax.scan(step, jnp.zeros(DIMENSION), (times, jr.split(key, a.steps)))[0]


def batched(model, key):
    """All trajectories as a matrix, all noise drawn at once."""
    drift, diffusion = model

    def step(y, inputs):
        t, z = inputs
        next_y = y
        if HAS_DRIFT:
            next_y = next_y + H * rows(drift, t, y)
        if HAS_DIFFUSION:
            next_y = next_y + jnp.sqrt(H) * rows(diffusion, t, y) ** 2 * z
        return next_y, None

    noise = jr.normal(key, (a.steps, a.batch, DIMENSION))
    times = jnp.linspace(0, 1, a.steps + 1)[:-1]
    return jax.lax.scan(step, jnp.zeros((a.batch, DIMENSION)), (times, noise))[0]


def solve(drift, diffusion, path, shape, adjoint):
    """A diffrax solve with every state saved."""

    def g(t, y, args):
        return lx.DiagonalLinearOperator(jnp.broadcast_to(diffusion(t, y) ** 2, y.shape))

    terms = [diffrax.ODETerm(lambda t, y, args: drift(t, y))] * HAS_DRIFT + [diffrax.ControlTerm(g, path)] * HAS_DIFFUSION
    saveat = diffrax.SaveAt(ts=jnp.linspace(0, 1, a.steps + 1))
    term = terms[0] if len(terms) == 1 else diffrax.MultiTerm(*terms)
    return diffrax.diffeqsolve(
        term, diffrax.Euler(), 0, 1, H, jnp.zeros(shape), saveat=saveat, max_steps=a.steps + 1, adjoint=adjoint
    ).ys[-1]


def diffrax_tree(model, key):
    """One trajectory, on a Brownian tree."""
    drift, diffusion = (lambda t, y, mlp=mlp: mlp(jnp.concatenate([jnp.asarray(t)[None], y])) for mlp in model)
    path = diffrax.VirtualBrownianTree(t0=0, t1=1, tol=H / 2, shape=(DIMENSION,), key=key)
    return solve(drift, diffusion, path, (DIMENSION,), diffrax.RecursiveCheckpointAdjoint())


def diffrax_tuned(model, key):
    """One state for the batch, plain normals, a checkpoint at every step."""
    drift, diffusion = (lambda t, y, mlp=mlp: rows(mlp, t, y) for mlp in model)
    shape = (a.batch, DIMENSION)
    adjoint = diffrax.RecursiveCheckpointAdjoint(checkpoints=a.steps + 1)
    return solve(drift, diffusion, Normals(key, shape), shape, adjoint)


def loss(model, key):
    if a.program in ("scan", "diffrax-tree"):
        one = {"scan": scan, "diffrax-tree": diffrax_tree}[a.program]
        ends = jax.vmap(one, (None, 0))(model, jr.split(key, a.batch))
    else:
        ends = {"batched": batched, "diffrax-tuned": diffrax_tuned}[a.program](model, key)
    return jnp.mean(jnp.sum(ends**2, axis=1))


keys = jr.split(jr.PRNGKey(0), 3)
sizes = [(DIMENSION + 1, DIMENSION), (DIMENSION + 1, 1)]
model = tuple(eqx.nn.MLP(i, o, timing.WIDTH, timing.DEPTH, key=k) for (i, o), k in zip(sizes, keys))
optimiser = optax.adamw(timing.RATE, weight_decay=timing.DECAY)
state = optimiser.init(eqx.filter(model, eqx.is_inexact_array))


@eqx.filter_jit
def update(model, state, key):
    value, gradient = eqx.filter_value_and_grad(loss)(model, key)
    updates, state = optimiser.update(gradient, state, eqx.filter(model, eqx.is_inexact_array))
    return value, eqx.apply_updates(model, updates), state


count = 0


def step():
    global model, state, count
    count += 1
    value, model, state = jax.block_until_ready(update(model, state, jr.fold_in(keys[2], count)))
    return value


sys.setrecursionlimit(10_000)
timing.run(a, step)
