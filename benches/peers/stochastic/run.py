"""Rounds of our program and JAX's, one after the other on one core, and a table of times with their ratios.

A time is the least processor time of many calls: what a busy machine disturbs least. A ratio is the median over the rounds."""

import os
import statistics
import subprocess
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
import jax_programs  # noqa: E402

# Ours against the least of these, by case: at least so many times faster.
JAX = {"scan", "batched", "bulk", "given"}


def bars(case):
    if case.startswith("one-"):
        return [("diffrax-tree", {"diffrax-tree"}, 100), ("JAX, noise stored", {"given"}, 2)]
    if case.endswith("given"):
        return [("JAX, noise given", {"given"}, 1.5)]
    drawn = [("best of JAX", JAX, 2.5)]
    return drawn + [("diffrax-tree", {"diffrax-tree"}, 300)] * case.endswith("gradient")


def least(call):
    call()
    best, start, calls = float("inf"), time.process_time(), 0
    while calls < 2 or time.process_time() - start < 0.2:
        clock = time.process_time()
        value = call()
        best, calls = min(best, time.process_time() - clock), calls + 1
    return 1e9 * best, value


figures, values = {}, {}


def note(case, program, ns, value):
    figures.setdefault(case, {}).setdefault(program, []).append(ns)
    values[case, program] = value


programs = list(jax_programs.cases())
for number in range(int(os.environ.get("ROUNDS", "3"))):
    print(f"round {number + 1}", file=sys.stderr)
    ours = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout
    for line in ours.splitlines():
        case, program, ns, value = line.split()
        note(case, program, float(ns), float(value))
    for case, program, steps, call in programs:
        ns, value = least(call)
        note(case, program, ns / steps, value)

for (case, program), value in values.items():
    expected = jax_programs.expected(case)
    # Of one trajectory the peers' value is one sample.
    if not case.startswith("one-") and abs(value - expected) > 0.1 * expected:
        sys.exit(f"{case} by {program}: the loss is {value}, and its mean is {expected}")

print("| case | program | ns a step of a trajectory | to ours | bar | |\n|---|---|---:|---:|---|---|")
missed = count = 0
for case, by_program in figures.items():
    ours = by_program["tapeless"]
    for program, ns in by_program.items():
        ratio = statistics.median(a / b for a, b in zip(ns, ours))
        print(f"| {case} | {program} | {min(ns):.3g} | {ratio:.2f} | | |")
    for name, peers, bar in bars(case):
        rounds = [min(by_program[peer][i] for peer in peers & by_program.keys()) / ours[i] for i in range(len(ours))]
        found = statistics.median(rounds)
        count, missed = count + 1, missed + (found < bar)
        print(f"| {case} | {name} | | {found:.2f} | ≥ {bar} | {'met' if found >= bar else '**missed**'} |")
    if "tapeless-sqrt" in by_program and "1000" in case:
        found = statistics.median(a / b for a, b in zip(by_program["tapeless-sqrt"], ours))
        count, missed = count + 1, missed + (found > 1.6)
        print(f"| {case} | tapeless-sqrt | | {found:.2f} | ≤ 1.6 | {'met' if found <= 1.6 else '**missed**'} |")
print(f"\n{missed} of {count} bars missed.")
