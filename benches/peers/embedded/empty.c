/* What the harness itself takes. */
#include "kernel.h"
float kernel_gradient(const float *controls, float *slopes) { return slopes[0] = controls[0]; }
