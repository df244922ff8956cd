/* Measures one value and one gradient of the cart-pole in single precision on an emulated Cortex-M4F, as
 * examples/cortex-m/firmware/src/measure.rs does: instructions by the SysTick timer (1.6 ticks each), stack by paint. */
#include "kernel.h"
#include "../../../examples/c_interface/port.h"
#include <stdint.h>
#include <string.h>

#define TIMER_CONTROL (*(volatile uint32_t *)0xE000E010)
#define TIMER_RELOAD (*(volatile uint32_t *)0xE000E014)
#define TIMER (*(volatile uint32_t *)0xE000E018)
enum { TICKS = 0xffffff, DEPTH = 32768, SPARED = 8 };
static const uint32_t paint = 0xdeadbeef;

/* 0.1 sin k, in single precision. */
static const float sines[20] = {
    0.0f, 0.08414709848f, 0.09092974268f, 0.01411200081f, -0.07568024953f, -0.09589242747f, -0.02794154982f,
    0.06569865987f, 0.09893582466f, 0.04121184852f, -0.05440211109f, -0.09999902066f, -0.0536572918f, 0.04201670368f,
    0.0990607356f, 0.06502878402f, -0.02879033167f, -0.09613974919f, -0.07509872468f, 0.01498772097f};
static float controls[20], slopes[20];
static volatile float result;

static __attribute__((noinline)) void nothing(void) { __asm__ volatile("" ::: "memory"); }
static __attribute__((noinline)) void gradient(void) { result = kernel_gradient(controls, slopes); }

static uint32_t ticks(void (*volatile work)(void)) {
  uint32_t before = TIMER;
  work();
  return (before - TIMER) & TICKS;
}
static uint32_t instructions(void (*work)(void)) { return (ticks(work) - ticks(nothing)) * 10 / 16; }

static __attribute__((noinline)) uint32_t stack(void (*volatile work)(void)) {
  uint32_t *top;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  uint32_t *word = top - DEPTH;
  for (volatile uint32_t *w = word; w < top - SPARED; w++) *w = paint;
  work();
  while (word < top && *(volatile uint32_t *)word == paint) word++;
  return (uint32_t)((char *)top - (char *)word);
}

static void count(const char *name, uint32_t number) {
  char text[12] = {0}, *digit = text + 11;
  do *--digit = (char)('0' + number % 10); while (number /= 10);
  print(name);
  print(digit);
}

int main(void) {
  memcpy(controls, sines, sizeof controls);
  TIMER_RELOAD = TICKS;
  TIMER = 0;
  TIMER_CONTROL = 5;
  gradient();
  count("instructions ", instructions(gradient));
  count(" stack ", stack(gradient));
  print("\n");
  for (int k = 0; k < 20; k++) {
    uint32_t bits;
    memcpy(&bits, &slopes[k], 4);
    count(k ? " " : "gradient ", bits);
  }
  print("\n");
  return 0;
}
