#!/usr/bin/env bash
# How long the compiler takes to expand fields of N equations and of N lines, as a user's development build has it: the macro
# without optimisation. Seconds, the least of five, by the compiler's own clock (`macro_expand_crate`).
#
#   benches/expansion/time.sh            # 125, 250, 500 and 1000
#   benches/expansion/time.sh 500
set -euo pipefail
cd "$(dirname "$0")/../.."
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(125 250 500 1000)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

built=$(cargo build --lib --message-format short 2>/dev/null && echo "${CARGO_TARGET_DIR:-target}/debug")
library=$built/libtapeless.rlib

head='use tapeless::{Real, vector_field};'
lines() { # n, and what the i-th line is
    local i
    for ((i = 0; i < $1; i++)); do "$2" "$i" "$1"; done
}
equation() { echo "a * (x[$((($1 + $2 - 1) % $2))] - 2.0 * x[$1] + x[$((($1 + 1) % $2))]) - b * x[$1] * x[$1],"; }
straight() {
    case $(($1 % 4)) in
    0) echo 'let mut z = s * z + a;' ;;
    1) echo 's = (z * 0.5).sin() - y;' ;;
    2) echo 'z = z / (s * s + 1.0);' ;;
    3) echo 'z = (z * 0.1).exp() * b - x * 0.25;' ;;
    esac
}
array() { echo "c[(n + $1) % 5] += s * c[n] * z; c[n] = s * c[n];"; }
body() { # the line, n
    echo "$head"
    case $1 in
    equation) echo "#[vector_field] fn f<T: Real>(_t: T, x: [T; $2], [a, b]: [T; 2]) -> [T; $2] { [$(lines "$2" "$1")] }" ;;
    *) echo "#[vector_field]
fn f<T: Real>(_t: T, [x, y]: [T; 2], (a, b, c0): (T, T, [T; 5]), n: usize) -> [T; 2] {
    let (mut c, mut s, mut z) = (c0, x, y);
    for k in 0..5 { c[k] += x; }
    $(lines "$2" "$1")
    [s + a * z, b * c[n]]
}" ;;
    esac
}
expand() { # a file
    RUSTC_BOOTSTRAP=1 rustc --edition 2024 --crate-type lib --emit metadata -Z time-passes --out-dir "$work" \
        -L "$built/deps" --extern tapeless="$library" "$1" 2>&1 | awk '/macro_expand_crate/ { sub(";", "", $2); print $2 }'
}

printf '%-10s' ''
printf '%8s' "${sizes[@]}"
echo
for kind in equation straight array; do
    printf '%-10s' "$kind"
    for n in "${sizes[@]}"; do
        body "$kind" "$n" >"$work/f.rs"
        printf '%8s' "$(for _ in 1 2 3 4 5; do expand "$work/f.rs"; done | sort -n | head -1)"
    done
    echo
done
