/* Written by tapeless.
 *
 * The functions return a tapeless_status. From the state y0, the parameters p and the inputs u comes the state y1 at the
 * end, or a value with its derivatives: y0_bar, p_bar and u_bar have the shapes of what the value is differentiated by.
 * y0 and p are read before anything is written, so that y1 may be y0, y0_bar y0 and p_bar p; nothing else may overlap.
 * Where a gradient fails, u_bar holds nothing of use and the other results are as they were. Nothing is kept between calls.
 */
#ifndef PENDULUM_H
#define PENDULUM_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

#ifndef TAPELESS_STATUS
#define TAPELESS_STATUS
/* What the functions return. */
enum tapeless_status {
  TAPELESS_OK = 0,
  TAPELESS_NULL_POINTER = 1,
  TAPELESS_NON_FINITE = 2,          /* the state stopped being finite: y1 is the last one that was */
  TAPELESS_NON_FINITE_VALUE = 3,    /* the state stayed finite, the value did not */
  TAPELESS_NON_FINITE_GRADIENT = 4, /* the value stayed finite, a derivative did not */
  TAPELESS_TOO_FEW_SLOTS = 5,
  TAPELESS_REFUSED = 6              /* the solve and its inputs or objective do not fit */
};
#endif

/* Angle (rad, 0 hanging) and speed (rad/s) after two seconds, from those at the start, gravity over length (1/s^2) and
 * friction (1/s), and a torque over inertia (1/s^2) for each tenth of a second.
 */
int pendulum_value(const float y0[2], const float p[2], const float u[20], float y1[2]);

/* Where pendulum_gradient stores a state, and how many serve it best. */
typedef struct { size_t step; float y[2]; } pendulum_gradient_slot;
enum { pendulum_gradient_slots = 5 };

/* What the torques cost and how far from standing they lead, squared; and the derivatives of that.
 */
int pendulum_gradient(const float y0[2], const float p[2], const float u[20],
    float *value, float y0_bar[2], float p_bar[2], float u_bar[20],
    pendulum_gradient_slot *slots, size_t slot_count);

#ifdef __cplusplus
}
#endif
#endif
