/* The sweep written by hand, in single precision. With OWN_SINES sine and cosine are two polynomials after one shared
 * reduction, as a careful author would write them for small angles; else they are the C library's. */
#include "kernel.h"
#include "../c/problems.h"
#include <math.h>
#define REAL float
#ifdef OWN_SINES
/* The quotient by pi/2 and what is left, pi/2 in two parts: |x| below about a thousand. */
static inline float reduce(float x, int *quadrant) {
  float q = x * 0.63661977236758134f;
  *quadrant = (int)(q + (q < 0 ? -0.5f : 0.5f));
  return x - (float)*quadrant * 1.5703125f - (float)*quadrant * 4.8382679e-4f;
}
static inline float near_zero(float r, int cosine) {
  float z = r * r; /* coefficients: Moshier, Cephes, sinf.c */
  return cosine ? 1.0f - 0.5f * z + z * z * (4.166664568298827e-2f + z * (-1.388731625493765e-3f + z * 2.443315711809948e-5f))
                : r + r * z * (-1.6666654611e-1f + z * (8.3321608736e-3f + z * -1.9515295891e-4f));
}
static inline __attribute__((always_inline)) float turn(float x, int shift) {
  int quadrant;
  float r = reduce(x, &quadrant), s = near_zero(r, 0), c = near_zero(r, 1);
  float y = (quadrant + shift) & 1 ? c : s;
  return (quadrant + shift) & 2 ? -y : y;
}
#define SIN(x) turn(x, 0)
#define COS(x) turn(x, 1)
#else
#define SIN sinf
#define COS cosf
#endif
#include "../c/p3_kernel.h"
static p3_work work;
float kernel_gradient(const float *controls, float *slopes) {
  static const float start[4] = {0, 0, 0.1f, 0};
  return p3_grad(start, controls, slopes, &work);
}
