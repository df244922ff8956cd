#!/usr/bin/env bash
# Every function of tests/macros_language at every point: the bits of its value, gradient, tangents and Hessian's rows without
# optimisation are those with it. bits.sh [FEATURES]: with these features alone, or by the platform's primitives and by ours.
set -euo pipefail
cd "$(dirname "$0")/.."
bits=$(mktemp -d)
trap 'rm -rf "$bits"' EXIT
run() { # run NAME OPTION...
    BITS=$bits/$1 cargo test --quiet --test macros_language "${@:2}" >"$bits/log" || { cat "$bits/log"; exit 1; }
    sort -o "$bits/$1" "$bits/$1"
}
same() { # same NAME OPTION...
    run debug "${@:2}"
    run release --release "${@:2}"
    diff "$bits/debug" "$bits/release" >"$bits/log" || { head -20 "$bits/log"; echo "$1: they differ" >&2; exit 1; }
    echo "$1: the same bits in $(wc -l <"$bits/debug") rows without optimisation and with it"
    rm "$bits/debug" "$bits/release"
}
if (($#)); then
    same "$1" --features "$1"
else
    same "the platform's primitives"
    same "portable primitives" --features portable
fi
