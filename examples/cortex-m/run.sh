#!/usr/bin/env bash
# Builds the control programs for two microcontrollers, runs them on an emulated one, holds their results against the
# host's bit for bit, reads the symbols, and prints what the gradient costs. Installs what it needs.
#
#   run.sh            the programs, and the table of the gradient at one optimisation level
#   run.sh all        the table at every level (a few minutes more)
set -euo pipefail
cd "$(dirname "$0")"
. ./tools.sh

step "the host"
cargo fmt --check --package control --package firmware --package host
cargo clippy --quiet --workspace --exclude firmware --all-targets -- -D warnings
cargo test --quiet --workspace --exclude firmware
mkdir -p "$target_dir/results"
cargo run --quiet --release --package host >"$target_dir/results/host.txt"

for target in $m4 $m0; do
    step "the programs on $target"
    firmware --package firmware --release --target $target --bin programs
    program=$target_dir/$target/release/programs
    emulate "$program" >"$target_dir/results/$target.txt" || fail "the programs failed on $target"
    cmp "$target_dir/results/host.txt" "$target_dir/results/$target.txt" || fail "$target has other bits than the host"
    symbols "$program"
    echo "$(wc -l <"$target_dir/results/host.txt") lines of results, the host's bit for bit; no panic, no heap, no double precision"
done

sizes() { # sizes PROGRAM: bytes of code and constants, and of static memory
    size "$1" | awk 'NR == 2 { print $1, $2 + $3 }'
}
row() { # row LEVEL PROFILE BINARY
    local program=$target_dir/$m4/$2/$3 text data said instructions stack known
    read -r text data < <(sizes "$program")
    said=$(emulate "$program" | grep instructions)
    read -r instructions stack known < <(sed 's/.* instructions \(.*\) stack \(.*\) known \(.*\)/\1 \2 \3/' <<<"$said")
    symbols "$program"
    if [[ $3 == empty ]]; then
        base=("$instructions" "$text" "$data" "$stack")
        return
    fi
    printf '| %-12s | %-5s | %12d | %5d | %10d | %5d | %5d |\n' "$3" "$1" $((instructions - base[0])) \
        $((text - base[1])) $((data - base[2])) $((stack - base[3])) "$known"
}
table() { # table LEVEL PROFILE
    firmware --package firmware --profile "$2" --target $m4
    for binary in empty kept kept_static every periodic binomial every_100 binomial_100; do row "$1" "$2" $binary; done
}

step "the gradient of the cart-pole, over the harness alone"
echo "| setting      | level | instructions | .text | .data+.bss | stack | known |"
echo "|--------------|-------|-------------:|------:|-----------:|------:|------:|"
table 3 release
if [[ ${1-} == all ]]; then
    table 2 o2
    table s os
    table z oz
fi

step "the least and the most, over many data"
emulate "$target_dir/$m4/release/worst"
symbols "$target_dir/$m4/release/worst"

step "a normal number by itself, instructions and stack, and a hundred in order: in blocks, in pairs"
emulate "$target_dir/$m4/release/noise"
symbols "$target_dir/$m4/release/noise"

step "elementary functions, instructions a call: ours, libm's, micromath's"
emulate "$target_dir/$m4/release/functions"

step "done"
