/* A loop by hand around a step and its reverse that CasADi generated: every state is stored. */
#include "kernel.h"
#include HEADER
static float states[21][4] = {{0, 0, 0.1f, 0}};
float kernel_gradient(const float *controls, float *slopes) {
  static float w[(s_SZ_W > r_SZ_W ? s_SZ_W : r_SZ_W) + 1];
  static casadi_int iw[(s_SZ_IW > r_SZ_IW ? s_SZ_IW : r_SZ_IW) + 1];
  const float *arguments[r_SZ_ARG + 1];
  float *results[r_SZ_RES + s_SZ_RES + 1], cost = 0;
  for (int k = 0; k < 20; k++) {
    cost += 0.1f * controls[k] * controls[k] + states[k][0] * states[k][0] + 10 * states[k][2] * states[k][2];
    arguments[0] = states[k], arguments[1] = controls + k, results[0] = states[k + 1];
    s(arguments, results, iw, w, 0);
  }
  const float *end = states[20];
  float bar[4] = {200 * end[0], 0, 200 * end[2], 0}, before[4], slope;
  for (int k = 19; k >= 0; k--) {
    arguments[0] = states[k], arguments[1] = controls + k, arguments[2] = bar;
    results[0] = before, results[1] = &slope;
    r(arguments, results, iw, w, 0);
    bar[0] = before[0] + 2 * states[k][0], bar[1] = before[1];
    bar[2] = before[2] + 20 * states[k][2], bar[3] = before[3];
    slopes[k] = slope + 0.2f * controls[k];
  }
  return cost + 100 * (end[0] * end[0] + end[2] * end[2]);
}
