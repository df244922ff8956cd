#!/usr/bin/env bash
# Where forward and reverse mode cross by the number of inputs: least times, or with COUNT=1 instructions. CPU is the target:
# native for times and x86-64-v3 for counts where it is not set, x86-64 for SSE2. The last column of the times is what the
# automatic choice takes over the better mode.
set -euo pipefail
cd "${0%/*}"
. ../peers/tools.sh
target=${CARGO_TARGET_DIR:-$PWD/target}
core=${CORE:-$(last_core)}
cpu=${CPU:-$([ -z "${COUNT:-}" ] && echo native || echo x86-64-v3)}
program=$target/$cpu/release/tapeless-modes
RUSTFLAGS="-C target-cpu=$cpu" CARGO_TARGET_DIR=$target/$cpu cargo build --release --quiet

if [ -z "${COUNT:-}" ]; then
    echo '| field | inputs | forward ns a step | reverse ns a step | forward / reverse | automatic | to the better |'
    echo '|---|---:|---:|---:|---:|---|---:|'
    taskset -c "$core" "$program" time
    exit
fi
need valgrind valgrind
export GLIBC_TUNABLES=glibc.cpu.x86_rep_stosb_threshold=0x1000000:glibc.cpu.x86_rep_movsb_threshold=0x1000000
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" count "$@" 2>&1 | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
count() { echo $((($(instructions "$@" 4) - $(instructions "$@" 2)) / 400)); }
echo '| field | inputs | forward instructions a step | reverse | forward / reverse | automatic |'
echo '|---|---:|---:|---:|---:|---|'
"$program" names | while read -r field inputs auto; do
    forward=$(count "$field" "$inputs" forward) reverse=$(count "$field" "$inputs" reverse)
    awk -v r="| $field | $inputs | $forward | $reverse |" -v f="$forward" -v b="$reverse" -v a="$auto" \
        'BEGIN { printf "%s %.2f | %s |\n", r, f / b, a }'
done
