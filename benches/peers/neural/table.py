"""The lines of all rounds as a table for each case: of each program the least and the median over the rounds, their ratios
to ours, and the bars: on the processor's time for one thread, on the least time for two."""

import statistics
import sys

SCANS = ("scan", "batched", "torch-loop")
# The case, the programs of which the fastest counts, and how many times as long as ours it is to take.
BARS = [
    ("founding", SCANS, 2.0),
    ("founding", ("diffrax-tree",), 15.0),
    ("founding", ("diffrax-tuned",), 2.4),
    ("founding", ("products",), 0.8),
    ("founding", ("products-on",), 0.8),
    ("two-threads", SCANS, 2.4),
    *((f"batch-{batch}", SCANS, 1.0) for batch in (1, 8, 128, 512)),
]

cases = {}
for line in sys.stdin:
    case, name, *figures = line.split()
    cases.setdefault(case, {}).setdefault(name, []).append([float(x) for x in figures])


def column(lines, i, how):
    return how([line[i] for line in lines])


print("| program | ms, least | processor ms, median | to ours, least | processor, median | MiB | loss |")
print("|---|---:|---:|---:|---:|---:|---|")
for case, programs in cases.items():
    print(f"| **{case}** | | | | | | |")
    ours = programs["tapeless"]
    for name, lines in programs.items():
        wall, cpu = column(lines, 0, min), column(lines, 1, statistics.median)
        to_wall, to_cpu = wall / column(ours, 0, min), cpu / column(ours, 1, statistics.median)
        memory = f"{max(line[2] for line in lines):.0f}" if lines[0][2] else ""
        loss = f"{lines[0][3]:.3f} to {lines[0][4]:.3f}" if lines[0][3] else ""
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {to_wall:.2f} | {to_cpu:.2f} | {memory} | {loss} |")

print()
for case, names, bar in BARS:
    programs = cases.get(case, {})
    compared = [programs[name] for name in names if name in programs]
    if not compared:
        continue
    i, how = (0, min) if case == "two-threads" else (1, statistics.median)
    ratio = min(column(lines, i, how) for lines in compared) / column(programs["tapeless"], i, how)
    print(f"- {case}: {ratio:.2f} × for the best of {', '.join(names)}, {bar} asked: {'met' if ratio >= bar else '**missed**'}")
if {"founding", "batch-512"} <= cases.keys():
    times = [column(cases[case]["tapeless"], 1, statistics.median) for case in ("founding", "batch-512")]
    print(f"- a batch of 512 takes {times[1] / times[0]:.1f} times as long as one of 32, 16 allowed")
