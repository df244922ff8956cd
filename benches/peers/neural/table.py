"""The lines of all rounds as a table: of each program the least and the median over the rounds, and their ratios to ours."""

import statistics
import sys

rounds = {}
for line in sys.stdin:
    name, *figures = line.split()
    rounds.setdefault(name, []).append([float(x) for x in figures])

ours = rounds["tapeless"]


def column(lines, i, how):
    return how([line[i] for line in lines])


def ratio(lines, i, how):
    return column(lines, i, how) / column(ours, i, how)


print("| program | ms, least | processor ms, median | to ours, least | processor, median | processor, least | MiB | loss |")
print("|---|---:|---:|---:|---:|---:|---:|---|")
for name, lines in rounds.items():
    wall, cpu = column(lines, 0, min), column(lines, 1, statistics.median)
    ratios = [ratio(lines, 0, min), ratio(lines, 1, statistics.median), ratio(lines, 1, min)]
    memory = f"{max(line[2] for line in lines):.0f}" if lines[0][2] else ""
    loss = f"{lines[0][3]:.3f} to {lines[0][4]:.3f}" if lines[0][3] else ""
    print(f"| {name} | {wall:.2f} | {cpu:.2f} | {ratios[0]:.2f} | {ratios[1]:.2f} | {ratios[2]:.2f} | {memory} | {loss} |")
