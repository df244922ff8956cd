/* Start-up and semihosting for a Cortex-M with a floating-point unit. */
#include "../port.h"
#include <stdint.h>
#include <string.h>

extern uint32_t data_start, data_end, data_source, bss_start, bss_end;
void stack_top(void); /* an address, as the linker gives it */
int main(void);

static int semihosting(int operation, uintptr_t argument) {
  register int r0 __asm__("r0") = operation;
  register uintptr_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
void print(const char *text) {
  static const uintptr_t terminal[3] = {(uintptr_t)":tt", 4, 3}; /* for writing: standard output */
  static int handle = -1;
  if (handle < 0) handle = semihosting(0x01, (uintptr_t)terminal);
  const uintptr_t arguments[3] = {(uintptr_t)handle, (uintptr_t)text, strlen(text)};
  semihosting(0x05, (uintptr_t)arguments);
}
static void stop(int well) {
  semihosting(0x18, well ? 0x20026 : 0x20023);
  for (;;) {}
}
static void fault(void) {
  print("fault\n");
  stop(0);
}
void reset(void) {
  *(volatile uint32_t *)0xE000ED88 |= 0xf << 20; /* CPACR: the floating-point unit */
  __asm__ volatile("dsb\nisb");
  for (uint32_t *from = &data_source, *to = &data_start; to < &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_start; to < &bss_end;) *to++ = 0;
  stop(main() == 0);
}
__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, fault};
