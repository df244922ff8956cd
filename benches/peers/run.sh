#!/usr/bin/env bash
# Times the library, other Rust programs and hand-written C for the same CPU, in alternating rounds on one pinned core,
# and prints the table. ROUNDS (default 9), CORE (default: the last one this process may use) and CPU (default: native; of
# x86-64 and x86-64-v3 both sides have the instructions of SSE2 and of AVX2) can be set.
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need gcc gcc
need taskset util-linux
core=${CORE:-$(last_core)}
rounds=${ROUNDS:-9}
cpu=${CPU:-native}
build "$cpu" "$cpu"
# gcc's vectorising of scalar pairs is a loss where it misjudges the CPU: its programs without it, too.
gcc -O3 -march="$cpu" -ffp-contract=fast -fno-tree-slp-vectorize -Wno-psabi -DREPS=11 -DTAG='"c-noslp"' \
    c/p12.c -o "$c/p12-noslp" -lm

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "$rounds"); do
    echo "round $round of $rounds on core $core" >&2
    for program in "$c/p12" "$c/p3" "$c/p4" "$rust time" "$c/p12-noslp" "$c/p12_tuned"; do
        # shellcheck disable=SC2086 # a program and its argument
        taskset -c "$core" $program >>"$lines"
    done
done
grep -vE -e '-soa8loops|-stages-' "$lines" | "$rust" table ns
