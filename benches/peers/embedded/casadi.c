/* A gradient that CasADi generated: HEADER is its header. */
#include "kernel.h"
#include HEADER
float kernel_gradient(const float *controls, float *slopes) {
  static float w[g_SZ_W + 1];
  static casadi_int iw[g_SZ_IW + 1];
  const float *arguments[g_SZ_ARG + 1] = {controls};
  float cost, *results[g_SZ_RES + 1] = {&cost, slopes};
  g(arguments, results, iw, w, 0);
  return cost;
}
