/* Calls one of the adjoints that peers/c has, written by hand, so many times, for a profiler to count: `adjoints NAME CALLS`. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../peers/c/problems.h"
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define INL static inline __attribute__((always_inline, unused))
#define T double
#define SFX _s
#include "../peers/c/p12_kernels.h"
#include "../peers/c/p3_kernel.h"

#define CALLED __attribute__((noinline, noipa))

/* The reverse of a step: its stages' states in q, the cotangents of state and parameters added to. */
CALLED void lorenz(const double *q, const double *p, double h, double *l, double *g) {
  lor_back_stored_s(q, p[0], p[1], p[2], h, l, l + 1, l + 2, g, g + 1, g + 2);
}
CALLED void lotka_volterra(const double *q, const double *p, double h, double *l, double *g) {
  lv_back_stored_s(q, p[0], p[1], p[2], p[3], h, l, l + 1, g, g + 1, g + 2, g + 3);
}
/* The transposed field, from the six partials in q. */
CALLED void cart_pole(const double *q, const double *p, double h, double *l, double *g) {
  double w[4] = {l[0], l[1], l[2], l[3]};
  p3_vjp(q, w, l, g);
}

/* The same with what comes before: the step or the field itself, and what is kept of it. */
CALLED void lorenz_both(double *y, const double *p, double h, double *l, double *g) {
  double q[12];
  lor_step_store_s(y, y + 1, y + 2, p[0], p[1], p[2], h, q);
  lor_back_stored_s(q, p[0], p[1], p[2], h, l, l + 1, l + 2, g, g + 1, g + 2);
}
CALLED void lotka_volterra_both(double *y, const double *p, double h, double *l, double *g) {
  double q[8];
  lv_step_store_s(y, y + 1, p[0], p[1], p[2], p[3], h, q);
  lv_back_stored_s(q, p[0], p[1], p[2], p[3], h, l, l + 1, g, g + 1, g + 2, g + 3);
}
/* The field alone. */
CALLED void cart_pole_value(double *y, const double *p) {
  double k[4];
  p3_f(y, p[0], k);
  memcpy(y, k, sizeof k);
}
CALLED void cart_pole_both(double *y, const double *p, double h, double *l, double *g) {
  double w[4] = {l[0], l[1], l[2], l[3]}, k[4], e[6];
  p3_fe(y, p[0], k, e);
  memcpy(y, k, sizeof k);
  p3_vjp(e, w, l, g);
}

int main(int argc, char **argv) {
  double q[12], p[4] = {10, 28, 8.0 / 3.0, 1}, l[4], g[4] = {0};
  if (argc != 3) return 1;
  for (long calls = atol(argv[2]); calls > 0; calls--) {
    for (int i = 0; i < 12; i++) q[i] = 0.1 * i + 0.3;
    for (int i = 0; i < 4; i++) l[i] = 0.2 * i + 0.1;
    __asm__ volatile("" ::"r"(q), "r"(p), "r"(l), "r"(g) : "memory");
    if (!strcmp(argv[1], "lorenz")) lorenz(q, p, 1e-3, l, g), lorenz_both(q, p, 1e-3, l, g);
    else if (!strcmp(argv[1], "lotka-volterra")) lotka_volterra(q, p, 1e-3, l, g), lotka_volterra_both(q, p, 1e-3, l, g);
    else if (!strcmp(argv[1], "cart-pole")) cart_pole(q, p, 1e-3, l, g), cart_pole_both(q, p, 1e-3, l, g), cart_pole_value(q, p);
    else return 1;
  }
  return 0;
}
