"""The figures of figures.rs, by JAX in double precision: `python reference.py > figures.rs`.

Each function is written here again from its formula, in whole-array operations; JAX differentiates it.
"""

import jax
import jax.numpy as np

jax.config.update("jax_enable_x64", True)


def series(shape, k):
    count = 1
    for n in shape:
        count *= n
    return np.sin(1.618 * (k + np.arange(count))).reshape(shape)


def of(shapes, k):
    """Arrays of these shapes, one series through all of them."""
    parts = []
    for shape in shapes:
        part = series(shape, k)
        parts.append(part)
        k += part.size
    return parts


def figures(name, f, args):
    args = [np.asarray(a, dtype=float) for a in args]
    flat = lambda parts: np.concatenate([np.ravel(p) for p in jax.tree_util.tree_leaves(parts)])
    value = flat(f(*args))
    w = series(value.shape, 0.3)
    g = flat(jax.grad(lambda *a: w @ flat(f(*a)), argnums=tuple(range(len(args))))(*args))
    found = [w @ value, np.sqrt(g @ g), g @ series(g.shape, 0.7), g[0], g[-1]]
    print(f"const {name}: [f64; 5] = [{', '.join(repr(float(x)) for x in found)}];")


def turned(r, x):
    """Rodrigues: (exp of the cross product with r) x."""
    k = np.array([[0, -r[2], r[1]], [r[2], 0, -r[0]], [-r[1], r[0], 0]])
    a = np.sqrt(r @ r)
    return x + np.sin(a) / a * (k @ x) + (1 - np.cos(a)) / a**2 * (k @ (k @ x))


def reprojection(camera, x, w):
    y = turned(camera[:3], x - camera[3:6])
    p = y[:2] / y[2]
    s = p @ p
    p = p * (1 + camera[9] * s + camera[10] * s * s) * camera[6] + camera[7:9]
    return w * (p - np.array([0.5, -0.7])), 1 - w * w


def mixture(alphas, means, log_diagonals, lower):
    data, gamma, m = series((5, 3), 11.0), 1.0, 2.0
    rows, columns = [1, 2, 2], [0, 0, 1]  # column by column
    q = jax.vmap(lambda d, l: np.diag(np.exp(d)).at[rows, columns].set(l))(log_diagonals, lower)
    z = np.einsum("kij,nkj->nki", q, data[:, None] - means)
    sums = log_diagonals.sum(1)
    terms = alphas + sums - 0.5 * (z**2).sum(2)
    lse = jax.scipy.special.logsumexp
    return lse(terms, axis=1).sum() - 5 * lse(alphas) + (0.5 * gamma**2 * (q**2).sum((1, 2)) - m * sums).sum()


def lstm(w, b, hidden, cell, x):
    s = jax.nn.sigmoid
    cell = cell * s(x * w[0] + b[0]) + s(hidden * w[1] + b[1]) * np.tanh(hidden * w[3] + b[3])
    return s(x * w[2] + b[2]) * np.tanh(cell), cell


def rotation(a):
    x, z, y = a
    c, s = np.cos, np.sin
    rx = np.array([[1, 0, 0], [0, c(x), -s(x)], [0, s(x), c(x)]])
    ry = np.array([[c(y), 0, -s(y)], [0, 1, 0], [s(y), 0, c(y)]])
    rz = np.array([[c(z), -s(z), 0], [s(z), c(z), 0], [0, 0, 1]])
    return rz @ ry @ rx


def hand(angles, turn, shift):
    square = lambda pose: np.concatenate([pose, np.array([[0.0, 0, 0, 1]])])
    relatives = [square(r) for r in series((5, 3, 4), 21.0)]
    inverses = [square(r) for r in series((5, 3, 4), 32.0)]
    vertices, points = series((6, 3), 43.0), series((6, 3), 54.0)
    weights = series((6, 5), 65.0)
    absolutes = []
    for b, parent in enumerate([0, 0, 1, 2, 1]):
        relative = relatives[b] @ np.eye(4).at[:3, :3].set(rotation(angles[b]))
        absolutes.append(relative if parent == b else absolutes[parent] @ relative)
    homogeneous = np.concatenate([vertices, np.ones((6, 1))], 1)
    places = sum(weights[:, b, None] * (homogeneous @ (absolutes[b] @ inverses[b]).T)[:, :3] for b in range(5))
    return points - (jax.vmap(lambda x: turned(turn, x))(places) + shift)


def hodgkin_huxley(y, p, current):
    v, m, h, n = y
    g_na, g_k, g_l, e_na, e_k, e_l, c = p
    e = np.exp
    ramp = lambda x: x / (1 - e(-x))
    return np.array([
        (current - g_na * m**3 * h * (v - e_na) - g_k * n**4 * (v - e_k) - g_l * (v - e_l)) / c,
        ramp((v + 40) / 10) * (1 - m) - 4 * e(-(v + 65) / 18) * m,
        0.07 * e(-(v + 65) / 20) * (1 - h) - h / (1 + e(-(v + 35) / 10)),
        0.1 * ramp((v + 55) / 10) * (1 - n) - 0.125 * e(-(v + 65) / 80) * n,
    ])


def gravity(x, mass, softening):
    d = x[None] - x[:, None]
    return (mass[None, :, None] * d / ((d**2).sum(2) + softening**2)[..., None] ** 1.5).sum(1)


def heat(u, kappa):
    laplacian = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1]
    return np.zeros_like(u).at[1:-1, 1:-1].set(kappa * 31**2 * laplacian)


def network(w1, b1, w2, b2, x):
    return 0.5 * ((w2 @ np.tanh(w1 @ x + b1) + b2 - np.array([0.5, -0.5, 1.0])) ** 2).sum()


camera = [0.1, -0.2, 0.3, 0.4, 0.1, -0.3, 2.0, 0.3, -0.2, 0.05, -0.01]
print("// Written by reference.py.")
figures("BUNDLE_ADJUSTMENT", reprojection, [camera, [0.5, 0.7, 3.0], 0.4])
figures("GAUSSIAN_MIXTURE", mixture, of([(4,), (4, 3), (4, 3), (4, 3)], 0.1))
figures("LSTM", lstm, of([(4, 8), (4, 8), (8,), (8,), (8,)], 0.1))
figures("HAND", hand, of([(5, 3), (3,), (3,)], 0.1))
figures("HODGKIN_HUXLEY", hodgkin_huxley, [[-61, 0.08, 0.55, 0.35], [120, 36, 0.3, 50, -77, -54.4, 1], 10])
figures("GRAVITY", gravity, of([(5, 3), (5,)], 0.1) + [0.2])
figures("HEAT", heat, [series((32, 32), 0.1), 0.3])
figures("NETWORK", network, of([(8, 4), (8,), (3, 8), (3,), (4,)], 0.1))
