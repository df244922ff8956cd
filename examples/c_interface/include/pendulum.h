/* Written by tapeless. */
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
  TAPELESS_NON_FINITE = 2,          /* the state stopped being finite */
  TAPELESS_NON_FINITE_GRADIENT = 3, /* the state stayed finite, the gradient did not */
  TAPELESS_TOO_FEW_SLOTS = 4,
  TAPELESS_REFUSED = 5              /* the solve and its inputs or objective do not fit */
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
