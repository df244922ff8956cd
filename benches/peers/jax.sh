#!/usr/bin/env bash
# Times Lorenz's gradient beside JAX's scan, plain and rematerialised, and diffrax, one trajectory and 1024, in rounds on one
# core. PYTHON is one that has what neural/requirements.txt lists of JAX and diffrax; ROUNDS (default 3) and CORE can be set.
# The bars: 1.8 × faster than JAX's best on one trajectory, 60 × than diffrax's best, and 16 lanes 12 × than its best on 1024.
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
build native native

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "${ROUNDS:-3}"); do
    echo "round $round on core $core" >&2
    taskset -c "$core" "$rust" time | sed -n 's/^BENCH \(p1:tapeless-\)\(grad\|fwd6-grad\|soa16-grad\) /&/p' |
        awk -v r="$round" '{ lanes = $2 ~ /soa16/ ? 16 : 1; print r, $2, $3 / lanes / 1000, $4 / lanes / 1000 }' >>"$lines"
    for program in scan remat diffrax diffrax-every scan-1024 remat-1024; do
        taskset -c "$core" "$python" jax/lorenz.py "$program" |
            awk -v r="$round" '{ print r, $2, $3 / 1000, $4 / 1000 }' >>"$lines"
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
    function best(a, b) { return median(a) < median(b) ? median(a) : median(b) }
    function bar(what, ratio, asked) { printf "%s: %.2f × faster, %s asked: %s\n", what, ratio, asked, (ratio >= asked ? "met" : "missed") }
    END {
        print "| program | ns per trajectory and step, median | least |\n|---|---:|---:|"
        for (i = 1; i <= n; i++) printf "| %s | %.2f | %.2f |\n", names[i], median(names[i]), least[names[i]]
        print ""
        ours = best("tapeless-grad", "tapeless-fwd6-grad")
        bar("one trajectory against JAX", best("jax-scan-grad", "jax-remat-grad") / ours, 1.8)
        bar("one trajectory against diffrax", best("jax-diffrax-grad", "jax-diffrax-every-grad") / ours, 60)
        bar("16 lanes against JAX on 1024", best("jax-scan-1024-grad", "jax-remat-1024-grad") / median("tapeless-soa16-grad"), 12)
    }' "$lines"
