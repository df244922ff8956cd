#!/usr/bin/env bash
# Every function of tests/macros_language, at every point: the bits of its value, its gradient, its tangents and its Hessian's
# rows without optimisation and with it, by the platform's primitives and by the portable ones. Says where they differ.
set -euo pipefail
cd "$(dirname "$0")/.."
bits=$(mktemp -d)
trap 'rm -rf "$bits"' EXIT
run() { # run NAME OPTION...
    BITS=$bits/$1 cargo test --quiet --test macros_language "${@:2}" >"$bits/log" || { cat "$bits/log"; exit 1; }
    sort -o "$bits/$1" "$bits/$1"
}
same() { # same NAME OTHER
    diff "$bits/$1" "$bits/$2" >"$bits/log" || { head -20 "$bits/log"; echo "$1 and $2 differ" >&2; exit 1; }
    echo "$1 and $2: the same bits in $(wc -l <"$bits/$1") rows"
}
run debug
run release --release
same debug release
run portable --features portable
run portable-release --release --features portable
same portable portable-release
