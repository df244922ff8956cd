#!/usr/bin/env bash
# Builds the control programs for two microcontrollers, runs them on an emulated one, holds their results against the
# host's bit for bit, reads the symbols, and prints what the gradient costs. Installs what it needs.
#
#   run.sh            the programs, and the table of the gradient at one optimisation level
#   run.sh all        the table at every level (a few minutes more)
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0
target_dir=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR=$target_dir
m4=thumbv7em-none-eabihf
m0=thumbv6m-none-eabi

fail() { echo "cortex-m: $*" >&2; exit 1; }
need() { # need COMMAND DEBIAN_PACKAGE...
    command -v "$1" >/dev/null && return
    command -v apt-get >/dev/null || fail "this needs $1: install it"
    echo "installing ${*:2}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
}
need qemu-system-arm qemu-system-arm
need nm binutils

# The compiler: the installed one where it has the targets, else Debian's, which comes with the library's source.
libraries=$(rustc --print sysroot)/lib/rustlib
if [[ -d $libraries/$m4/lib && -d $libraries/$m0/lib ]]; then
    firmware() { cargo build --quiet --package firmware "$@"; }
else
    need /usr/bin/cargo rustc-web cargo-web rust-web-src
    need ld.lld-22 lld-22
    firmware() {
        RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
            CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=ld.lld-22 CARGO_TARGET_THUMBV6M_NONE_EABI_LINKER=ld.lld-22 \
            /usr/bin/cargo build -Zbuild-std=core --quiet --package firmware "$@"
    }
fi

emulate() { # emulate PROGRAM: an instruction takes 64 ns of the emulated time
    timeout 120 qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -icount shift=6 \
        -semihosting-config enable=on,target=native -kernel "$1" </dev/null
}
symbols() { # symbols PROGRAM: none may panic, allocate, or compute in double precision
    if nm "$1" | grep -E 'panic|alloc|__aeabi_(d|[a-z]+2d)'; then fail "$1 has these symbols"; fi
}

step() { printf '\n-- %s (%ds)\n' "$*" "$SECONDS"; }

step "the host"
cargo test --quiet --workspace --exclude firmware
mkdir -p "$target_dir/results"
cargo run --quiet --release --package host >"$target_dir/results/host.txt"

for target in $m4 $m0; do
    step "the programs on $target"
    firmware --release --target $target --bin programs
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
    local program=$target_dir/$m4/$2/$3 text data instructions stack
    read -r text data < <(sizes "$program")
    read -r instructions stack < <(emulate "$program" | sed -n 's/.* instructions \([0-9]*\) stack \([0-9]*\)/\1 \2/p')
    symbols "$program"
    if [[ $3 == empty ]]; then
        base=("$instructions" "$text" "$data" "$stack")
        return
    fi
    printf '| %-12s | %-5s | %12d | %6d | %11d | %5d |\n' "$3" "$1" \
        $((instructions - base[0])) $((text - base[1])) $((data - base[2])) $((stack - base[3]))
}
table() { # table LEVEL PROFILE
    firmware --profile "$2" --target $m4
    for binary in empty kept every periodic binomial every_100 binomial_100; do row "$1" "$2" $binary; done
}

step "the gradient of the cart-pole, over the harness alone"
echo "| setting      | level | instructions |  .text | .data+.bss | stack |"
echo "|--------------|-------|-------------:|-------:|-----------:|------:|"
table 3 release
if [[ ${1-} == all ]]; then
    table 2 o2
    table s os
    table z oz
fi

step "the least and the most, over many data"
emulate "$target_dir/$m4/release/worst"
symbols "$target_dir/$m4/release/worst"

step "done"
