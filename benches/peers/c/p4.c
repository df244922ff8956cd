/* P4, a ring of 16 oscillators, 1000 RK4 steps of 1e-2: the value, vectorised by hand. Two vectors of 8 hold the places,
 * two the speeds; a neighbour is the ring turned by one.
 *   x' = v,  v_i' = spring (x_(i-1) + x_(i+1) - 2 x_i) + damping (v_(i-1) + v_(i+1) - 2 v_i) - place x_i */
#include "bench.h"
#include <math.h>

typedef double v8 __attribute__((vector_size(64)));
typedef long i8 __attribute__((vector_size(64)));
typedef struct { v8 a, b; } ring;
#define INL static inline __attribute__((always_inline))

INL ring left(ring x) {
  const i8 m = {15, 0, 1, 2, 3, 4, 5, 6};
  return (ring){__builtin_shuffle(x.a, x.b, m), __builtin_shuffle(x.b, x.a, m)};
}
INL ring right(ring x) {
  const i8 m = {1, 2, 3, 4, 5, 6, 7, 8};
  return (ring){__builtin_shuffle(x.a, x.b, m), __builtin_shuffle(x.b, x.a, m)};
}
INL ring add(ring x, double c, ring k) { return (ring){x.a + c * k.a, x.b + c * k.b}; }
INL ring force(ring x, ring v, double place, double spring, double damping) {
  const ring xl = left(x), xr = right(x), vl = left(v), vr = right(v);
  const double p = place + 2 * spring, d = 2 * damping;
  return (ring){spring * (xl.a + xr.a) - p * x.a + (damping * (vl.a + vr.a) - d * v.a),
                spring * (xl.b + xr.b) - p * x.b + (damping * (vl.b + vr.b) - d * v.b)};
}
typedef struct { double y[32], p[3], val; } ctx;
__attribute__((noinline)) double ring_value(const double *y0, const double *p) {
  const double h = 1e-2;
  ring x, v;
  memcpy(&x, y0, sizeof x);
  memcpy(&v, y0 + 16, sizeof v);
  for (int n = 0; n < 1000; n++) {
    ring a = force(x, v, p[0], p[1], p[2]), v2 = add(v, h / 2, a);
    ring b = force(add(x, h / 2, v), v2, p[0], p[1], p[2]), v3 = add(v, h / 2, b);
    ring c = force(add(x, h / 2, v2), v3, p[0], p[1], p[2]), v4 = add(v, h, c);
    ring d = force(add(x, h, v3), v4, p[0], p[1], p[2]);
    x = add(add(add(add(x, h / 6, v), h / 3, v2), h / 3, v3), h / 6, v4);
    v = add(add(add(add(v, h / 6, a), h / 3, b), h / 3, c), h / 6, d);
  }
  v8 s = x.a * x.a + x.b * x.b + v.a * v.a + v.b * v.b;
  double sum = 0;
  for (int i = 0; i < 8; i++) sum += s[i];
  return sum;
}
static void rv(void *c_) { ctx *c = c_; c->val = ring_value(c->y, c->p); }
int main(void) {
  static ctx c = {.p = {1.0, 0.7, 0.05}};
  for (int k = 0; k < 16; k++) { c.y[k] = sin(k); c.y[16 + k] = cos(2.0 * k); }
  bench("p4:c-value", rv, &c);
  put("VALUE", "p4:c-value", &c.val, 1);
  return 0;
}
