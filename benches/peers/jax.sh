#!/usr/bin/env bash
# Times Lorenz's gradient beside JAX's scan, plain and rematerialised, and diffrax, one trajectory and 1024, in rounds on one
# core, and 1024 on two. PYTHON is one that has what neural/requirements.txt lists of JAX and diffrax; ROUNDS (default 3), CORE and
# CORES (two of them, default CORE and the one before) can be set.
# The bars: 1.8 × faster than JAX's best on one trajectory, 60 × than diffrax's best, and 12 × than JAX's best on 1024: as its
# programs are written here, as one that shares the parameters, and with two cores for each side.
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need gcc gcc
need taskset util-linux
python=${PYTHON:-python3}
"$python" -c 'import diffrax' || {
    echo "$0 needs JAX and diffrax: pip install -r $PWD/neural/requirements.txt, and PYTHON=that python" >&2
    exit 1
}
core=${CORE:-$(last_core)}
cores=${CORES:-$((core - 1)),$core}
build native native

per_step() { # per_step ROUND: the lines of programs that print ns a trajectory
    awk -v r="$1" '{ print r, $2, $3 / 1000, $4 / 1000 }'
}

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "${ROUNDS:-3}"); do
    echo "round $round on core $core" >&2
    taskset -c "$core" "$rust" time | sed -n 's/^BENCH \(p1:tapeless-\)\(grad\|fwd6-grad\|soa[0-9]*-grad\) /&/p' |
        awk -v r="$round" '{ lanes = 1; if (match($2, /soa[0-9]+/)) lanes = substr($2, RSTART + 3, RLENGTH - 3); print r, $2, $3 / lanes / 1000, $4 / lanes / 1000 }' >>"$lines"
    taskset -c "$core" "$rust" ensemble 1 | per_step "$round" >>"$lines"
    for program in scan remat diffrax diffrax-every scan-1024 remat-1024 shared-1024; do
        taskset -c "$core" "$python" jax/lorenz.py "$program" | per_step "$round" >>"$lines"
    done
    taskset -c "$cores" "$rust" ensemble 2 | sed 's/-1024-/-1024-two-/' | per_step "$round" >>"$lines"
    for program in threads-1024 two-1024; do
        taskset -c "$cores" "$python" jax/lorenz.py "$program" | per_step "$round" >>"$lines"
    done
done
awk '
    { sub(/^p1:/, "", $2); if (!($2 in least)) names[++n] = $2; count[$2]++; all[$2, count[$2]] = $3
      if (!($2 in least) || $4 < least[$2]) least[$2] = $4 }
    function median(name,  i, j, m, x) {
        m = count[name]
        for (i = 1; i <= m; i++) sorted[i] = all[name, i]
        for (i = 2; i <= m; i++) { x = sorted[i]; for (j = i - 1; j > 0 && sorted[j] > x; j--) sorted[j + 1] = sorted[j]; sorted[j + 1] = x }
        return sorted[int((m + 1) / 2)]
    }
    function ratio(of, a, b, c, d) { return (of[a] < of[b] ? of[a] : of[b]) / (of[c] < of[d] ? of[c] : of[d]) }
    function bar(what, a, b, c, d, asked,  found) {
        found = ratio(middle, a, b, c, d)
        printf "%s: %.2f × faster, by the least times %.2f, %s asked: %s\n", what, found, ratio(least, a, b, c, d), asked, (found >= asked ? "met" : "missed")
    }
    END {
        print "| program | ns per trajectory and step, median | least |\n|---|---:|---:|"
        for (i = 1; i <= n; i++) {
            middle[names[i]] = median(names[i])
            printf "| %s | %.2f | %.2f |\n", names[i], middle[names[i]], least[names[i]]
        }
        print ""
        bar("one trajectory against JAX", "jax-scan-grad", "jax-remat-grad", "tapeless-grad", "tapeless-fwd6-grad", 1.8)
        bar("one trajectory against diffrax", "jax-diffrax-grad", "jax-diffrax-every-grad", "tapeless-grad", "tapeless-fwd6-grad", 60)
        ours8 = "tapeless-1024-lanes8-each-grad"; ours16 = "tapeless-1024-lanes16-each-grad"
        two8 = "tapeless-1024-two-lanes8-each-grad"; two16 = "tapeless-1024-two-lanes16-each-grad"
        bar("1024 trajectories against JAX", "jax-scan-1024-grad", "jax-remat-1024-grad", ours8, ours16, 12)
        bar("1024 against JAX with the parameters shared", "jax-shared-1024-grad", "jax-shared-1024-grad", ours8, ours16, 12)
        bar("1024 on two cores against JAX on two", "jax-threads-1024-grad", "jax-two-1024-grad", two8, two16, 12)
    }' "$lines"
