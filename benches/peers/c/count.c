/* Makes a number of calls of one function of p12.c or p3.c, as they are, for a profiler to count:
 *   count p1:c-grad 100 */
#define main p12_main
#define ctx p12_ctx
#include "p12.c"
#undef main
#undef ctx
#define main p3_main
#define ctx p3_ctx
#include "p3.c"
#undef main
#undef ctx

int main(int argc, char **argv) {
  static p12_ctx lorenz, lotka_volterra;
  static p3_ctx cart_pole = {.y0 = {0, 0, 0.1, 0}};
  memcpy(lorenz.z, P1_Z, sizeof P1_Z);
  memcpy(lotka_volterra.z, P2_Z, sizeof P2_Z);
  p3_controls(cart_pole.u);
  const struct { const char *name; bench_fn run; void *ctx; } all[] = {
      {"p1:c-value", r_lv, &lorenz},         {"p1:c-grad", r_lg, &lorenz},
      {"p1:c-fwd6-grad", r_lf, &lorenz},     {"p2:c-value", r_vv, &lotka_volterra},
      {"p2:c-grad", r_vg, &lotka_volterra},  {"p3:c-value", rv, &cart_pole},
      {"p3:c-grad", rg, &cart_pole},
  };
  const int n = (int)(sizeof all / sizeof *all);
  if (argc == 2 && !strcmp(argv[1], "names")) {
    for (int i = 0; i < n; i++) puts(all[i].name);
    return 0;
  }
  if (argc == 3)
    for (int i = 0; i < n; i++)
      if (!strcmp(argv[1], all[i].name)) {
        for (long calls = atol(argv[2]); calls > 0; calls--) { all[i].run(all[i].ctx); CLOBBER(); }
        return 0;
      }
  fputs("usage: count names | count NAME CALLS\n", stderr);
  return 1;
}
