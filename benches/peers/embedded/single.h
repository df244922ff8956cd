/* CasADi writes sin and cos for floats, too: those of single precision. */
#include <math.h>
#define sin sinf
#define cos cosf
