#!/usr/bin/env bash
# One solve and its gradient by every kind of loop: time, instructions, bytes of code, and the seconds its compilation takes
# against the number of steps. Times for this CPU; instructions and bytes at x86-64-v3, since valgrind does not read AVX-512.
# CHECK=1 builds every kind for 20 steps and compares values and gradients alone: all of them are the dynamic loop's.
set -euo pipefail
cd "${0%/*}"
. ../peers/tools.sh
if [ -z "${CHECK:-}" ]; then
    need valgrind valgrind
    need nm binutils
fi
core=${CORE:-$(last_core)}
target=${CARGO_TARGET_DIR:-$PWD/target}

# Builds the program for one kind and length, and prints the seconds of processor time its own compilation takes.
build() { # build CPU KIND STEPS
    export CARGO_TARGET_DIR=$target/$1 STEPS=$3 RUSTFLAGS="-C target-cpu=$1"
    touch src/main.rs
    local TIMEFORMAT=%U
    { time cargo rustc --release --quiet -- --cfg "kind=\"$2\"" --cfg "steps=\"$3\"" 2>/dev/null; } 2>&1
    cp "$CARGO_TARGET_DIR/release/tapeless-loops" "$target/$1-$2-$3"
}
least_ns() { taskset -c "$core" "$1" "$2" "${CALLS:-3000}" | cut -d' ' -f1; }
instructions() { # a call's, from two numbers of calls, each of which is 20
    local few many
    few=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" 2 2>&1 | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p')
    many=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" 12 2>&1 | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p')
    echo $(((many - few) / 200))
}
# The bytes of the function `value`, or of all else that is the solve's.
bytes() {
    nm --print-size -t d --demangle "$1" | grep -E ' [tT] (<?tapeless_loops|<?solver_core)' |
        grep -vE 'tapeless_loops::(main|time)' | awk -v what="$2" \
        '{ is = ($0 ~ /tapeless_loops::[a-z]+::value/) ? "value" : "gradient"; if (is == what) sum += $2 }
         END { print sum + 0 }'
}

# Whether a program's value and the sum of its derivatives are the first program's, to 1e-13 of them.
agree() { # agree PROGRAM
    local said
    said="$("$1" value 1 | cut -d' ' -f2) $("$1" gradient 1 | cut -d' ' -f2)"
    awk -v a="${first:=$said}" -v b="$said" 'BEGIN {
        split(a, x); split(b, y)
        for (i = 1; i <= 2; i++) if (y[i] == "" || (x[i] - y[i]) ^ 2 > (1e-13 * x[i]) ^ 2) exit 1
    }' || { echo "${1##*/} has another value or gradient than the dynamic loop: $said, not $first" >&2; exit 1; }
}

kinds="dynamic runtime scan unroll2 unroll4 unroll8 full"
if [ -n "${CHECK:-}" ]; then
    for kind in $kinds; do
        build native "$kind" 20 >/dev/null
        agree "$target/native-$kind-20"
    done
    echo "every loop has the dynamic loop's value and gradient"
    exit
fi
echo "| loop, 20 steps | value ns | gradient ns | value instructions | gradient instructions | value bytes | gradient bytes |"
echo "|---|---:|---:|---:|---:|---:|---:|"
build x86-64-v3 scan 20 >/dev/null
build native scan 20 >/dev/null
for kind in $kinds; do
    build native "$kind" 20 >/dev/null
    build x86-64-v3 "$kind" 20 >/dev/null
    native=$target/native-$kind-20 counted=$target/x86-64-v3-$kind-20
    agree "$counted"
    echo "| $kind | $(least_ns "$native" value) | $(least_ns "$native" gradient) | $(instructions "$counted" value) |" \
        "$(instructions "$counted" gradient) | $(bytes "$counted" value) | $(bytes "$counted" gradient) |"
done

echo
echo "| loop, processor seconds to compile | 10 steps | 100 steps | 1000 steps |"
echo "|---|---:|---:|---:|"
for kind in $kinds; do
    row="| $kind |"
    for steps in 10 100 1000; do
        if [ "$kind-$steps" = full-1000 ] && [ -z "${ALL:-}" ]; then
            row+=" not tried |"
        else
            row+=" $(build native "$kind" "$steps") |"
        fi
    done
    echo "$row"
done
