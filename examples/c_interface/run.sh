#!/usr/bin/env bash
# Builds the library and a C program that calls it, for the host and for a Cortex-M4F, and runs both: they print the same
# bits. Installs what it needs.
set -euo pipefail
cd "$(dirname "$0")"
. ../cortex-m/tools.sh

need cc gcc
need arm-none-eabi-gcc gcc-arm-none-eabi libnewlib-arm-none-eabi
warnings=(-std=c99 -Wall -Wextra -Wpedantic -Werror -O2)

cargo fmt --check
step "the header is the library's"
cargo run --quiet --bin header | diff include/pendulum.h - || fail "include/pendulum.h: cargo run --bin header > include/pendulum.h"

step "a C program on the host"
cargo build --quiet --release --lib
cc "${warnings[@]}" main.c host/port.c "$target_dir/release/libpendulum.a" -o "$target_dir/pendulum"
"$target_dir/pendulum" >"$target_dir/host.txt" || fail "the C program failed: $target_dir/host.txt"

step "the same on $m4"
firmware --release --lib --target $m4
arm-none-eabi-gcc "${warnings[@]}" -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -nostartfiles --specs=nano.specs \
    -T chip/link.ld -Wl,--gc-sections,-z,noexecstack main.c chip/port.c "$target_dir/$m4/release/libpendulum.a" -o "$target_dir/pendulum.elf"
emulate "$target_dir/pendulum.elf" >"$target_dir/chip.txt" || fail "the C program failed on the chip: $target_dir/chip.txt"
cmp "$target_dir/host.txt" "$target_dir/chip.txt" || fail "the chip has other bits than the host"
symbols "$target_dir/pendulum.elf"
cat "$target_dir/chip.txt"
