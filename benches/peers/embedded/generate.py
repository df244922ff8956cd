"""python generate.py DIRECTORY: C for the cart-pole's gradient by CasADi in single precision, in three ways.

whole: the solve as one scalar expression; chained: one step, and `mapaccum` over the steps; step: one step and its
reverse, for a loop by hand.
"""
import os
import sys

import casadi as ca

STEPS, H = 20, 0.05
CART, POLE, LENGTH, GRAVITY = 1.0, 0.1, 0.5, 9.81


def field(y, u):
    sin, cos, rate2 = ca.sin(y[2]), ca.cos(y[2]), y[3] * y[3]
    d = (CART + POLE) - POLE * cos * cos
    return ca.vertcat(
        y[1],
        (u + sin * (POLE * GRAVITY * cos - POLE * LENGTH * rate2)) / d,
        y[3],
        (sin * ((CART + POLE) * GRAVITY - POLE * LENGTH * rate2 * cos) + u * cos) / (LENGTH * d),
    )


def rk4(y, u):
    k1 = field(y, u)
    k2 = field(y + H / 2 * k1, u)
    k3 = field(y + H / 2 * k2, u)
    k4 = field(y + H * k3, u)
    return y + H / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def cost(states, u):
    on_the_way = ca.sumsqr(states[0, :-1]) + 10 * ca.sumsqr(states[2, :-1]) + 0.1 * ca.sumsqr(u)
    return on_the_way + 100 * (states[0, -1] ** 2 + states[2, -1] ** 2)


def step():
    y, u = ca.SX.sym("y", 4), ca.SX.sym("u")
    return ca.Function("rk4", [y, u], [rk4(y, u)])


def whole():
    u, states = ca.SX.sym("u", STEPS), [ca.SX([0, 0, 0.1, 0])]
    for k in range(STEPS):
        states.append(rk4(states[-1], u[k]))
    j = cost(ca.horzcat(*states), u)
    return [ca.Function("g", [u], [j, ca.gradient(j, u)])]


def chained():
    u, start = ca.MX.sym("u", STEPS), ca.DM([0, 0, 0.1, 0])
    j = cost(ca.horzcat(start, step().mapaccum("chain", STEPS)(start, u.T)), u)
    return [ca.Function("g", [u], [j, ca.gradient(j, u)])]


def by_step():
    y, u, w = ca.SX.sym("y", 4), ca.SX.sym("u"), ca.SX.sym("w", 4)
    end = rk4(y, u)
    back = ca.jtimes(end, ca.vertcat(y, u), w, True)
    return [ca.Function("s", [y, u], [end]), ca.Function("r", [y, u, w], [back[:4], back[4]])]


for name, functions in dict(whole=whole, chained=chained, step=by_step).items():
    generator = ca.CodeGenerator(name, dict(casadi_real="float", with_header=True, verbose=False))
    for function in functions():
        generator.add(function)
    generator.generate(sys.argv[1] + os.sep)
