#!/usr/bin/env bash
# Counts the instructions of a value, of a reverse sweep and of both together, and prints the table: the difference of 13 and 3
# calls under callgrind, built for x86-64-v3. The bars: sweep ≤ 3 × value, both ≤ 4 ×. Then the adjoints that peers/c has by hand,
# where gcc is: ours ≤ 1.05 × those.
set -euo pipefail
cd "${0%/*}"
command -v valgrind >/dev/null || { echo "this needs valgrind: install it" >&2; exit 1; }
RUSTFLAGS="-C target-cpu=x86-64-v3" cargo build --release --quiet
program=target/release/sweeps
# callgrind counts each byte of a `rep stosb` as an instruction: let glibc fill and copy with vector stores instead.
export GLIBC_TUNABLES=glibc.cpu.x86_rep_stosb_threshold=0x1000000:glibc.cpu.x86_rep_movsb_threshold=0x1000000
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" 2>&1 | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
count() { echo $((($(instructions "$1" "$2" 13) - $(instructions "$1" "$2" 3)) / 10)); }
echo '| function | value | sweep | value and gradient | sweep / value | both / value |'
echo '|---|---:|---:|---:|---:|---:|'
for name in ${*:-$($program names)}; do
    value=$(count "$name" value) sweep=$(count "$name" sweep) both=$(count "$name" gradient)
    awk -v n="$name" -v v="$value" -v s="$sweep" -v b="$both" 'BEGIN {
        printf "| %s | %d | %d | %d | %.2f%s | %.2f%s |\n", n, v, s, b, s / v, mark(s / v, 3), b / v, mark(b / v, 4) }
        function mark(r, bar) { return r > bar ? " missed" : "" }'
done
[[ $# == 0 ]] || exit 0
command -v gcc >/dev/null || { echo "the adjoints by hand need gcc: install it" >&2; exit 1; }
gcc -O3 -march=x86-64-v3 -ffp-contract=fast -Wno-psabi adjoints.c -o target/adjoints -lm
within() { # within FUNCTION PROGRAM NAME...: instructions of 10 calls of one function
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="$1" "${@:2}" 10 2>&1 |
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
echo
echo '| adjoint | by hand | ours | ratio | by hand, with the value | ours | ratio |'
echo '|---|---:|---:|---:|---:|---:|---:|'
for name in $($program adjoints); do
    f=${name//-/_}
    hand=$(within "$f" target/adjoints "$name") ours=$(within "*adjoint_of_$f*" $program "$name" adjoint)
    hand_both=$(within "${f}_both" target/adjoints "$name") ours_both=$(within "*both_of_$f*" $program "$name" adjoint)
    awk -v n="$name" -v h="$hand" -v o="$ours" -v hb="$hand_both" -v ob="$ours_both" 'BEGIN {
        printf "| %s | %.1f | %.1f | %.2f%s | %.1f | %.1f | %.2f%s |\n", n, h / 10, o / 10, o / h, mark(o / h), hb / 10, ob / 10, ob / hb, mark(ob / hb) }
        function mark(r) { return r > 1.05 ? " missed" : "" }'
done
# What of a gradient comes on top of the value, wherever it is worked out.
beyond() { # beyond PROGRAM BOTH VALUE...: instructions of ten calls with the gradient less those without
    echo $(($(within "$2" "$1" "${@:4}") - $(within "$3" "$1" "${@:4}")))
}
hand=$(beyond target/adjoints cart_pole_both cart_pole_value cart-pole)
ours=$(beyond "$program" '*both_of_cart_pole*' '*value_of_cart_pole*' cart-pole adjoint)
awk -v h="$hand" -v o="$ours" 'BEGIN { printf "\nThe cart-pole with its gradient less the cart-pole alone: by hand %.1f, ours %.1f, ratio %.2f\n", h / 10, o / 10, o / h }'
