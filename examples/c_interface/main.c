/* Swings the pendulum up by steepest descent, and shows what the functions say to bad input. */
#include "include/pendulum.h"
#include "port.h"
#include <string.h>

static float y0[2] = {0.0f, 0.0f}, p[2] = {9.81f, 0.1f}, torques[20], by_torque[20];
static pendulum_gradient_slot slots[pendulum_gradient_slots];

static void line(const char *name, const float *numbers, int count) {
  print(name);
  for (int i = 0; i < count; i++) {
    unsigned long bits = 0;
    char text[] = " 00000000";
    memcpy(&bits, &numbers[i], 4);
    for (int digit = 0; digit < 8; digit++) text[1 + digit] = "0123456789abcdef"[bits >> (28 - 4 * digit) & 15];
    print(text);
  }
  print("\n");
}

static int descend(float *value) {
  float y0_bar[2], p_bar[2];
  int status = TAPELESS_OK;
  for (int k = 0; k < 20; k++) torques[k] = 1.0f;
  for (int step = 0; step < 1000 && status == TAPELESS_OK; step++) {
    status = pendulum_gradient(y0, p, torques, value, y0_bar, p_bar, by_torque, slots, pendulum_gradient_slots);
    for (int k = 0; k < 20; k++) torques[k] -= 2.0f * by_torque[k];
  }
  line("derivatives by the start", y0_bar, 2);
  line("derivatives by gravity and friction", p_bar, 2);
  line("torques", torques, 20);
  return status;
}

static int check(const char *what, int status, int expected) {
  if (status == expected) return 1;
  print("wrong status: ");
  print(what);
  print("\n");
  return 0;
}

static int refusals(void) {
  float value, y1[2], y0_bar[2], p_bar[2], not_a_number[2] = {0.0f, 0.0f};
  float huge[2] = {0.0f, 1e19f}, p_without[2] = {0.0f, 0.0f}, nothing[20] = {0.0f}; /* its square is beyond all bounds */
  unsigned int nan = 0x7fc00000;
  memcpy(&not_a_number[1], &nan, 4);
  int well = check("null state", pendulum_value(NULL, p, torques, y1), TAPELESS_NULL_POINTER);
  well &= check("null slots", pendulum_gradient(y0, p, torques, &value, y0_bar, p_bar, by_torque, NULL, 5), TAPELESS_NULL_POINTER);
  well &= check("no slots", pendulum_gradient(y0, p, torques, &value, y0_bar, p_bar, by_torque, slots, 0), TAPELESS_TOO_FEW_SLOTS);
  well &= check("NaN", pendulum_value(not_a_number, p, torques, y1), TAPELESS_NON_FINITE);
  well &= check("NaN gradient", pendulum_gradient(not_a_number, p, torques, &value, y0_bar, p_bar, by_torque, slots, 5), TAPELESS_NON_FINITE);
  well &= check("value", pendulum_gradient(huge, p_without, nothing, &value, y0_bar, p_bar, by_torque, slots, 5), TAPELESS_NON_FINITE_VALUE);
  return well;
}

int main(void) {
  float value = 1e9f, y1[2] = {0.0f, 0.0f};
  int status = descend(&value);
  line("value", &value, 1);
  status |= pendulum_value(y0, p, torques, y1);
  line("end", y1, 2);
  int upright = y1[0] > 2.9f && y1[0] < 3.4f && y1[1] > -0.6f && y1[1] < 0.6f;
  return status == TAPELESS_OK && refusals() && upright ? 0 : 1;
}
