#!/usr/bin/env bash
# Builds the program without std, runs it, and reads its symbols: none may panic, none may allocate.
set -euo pipefail
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-target}
cargo build --release --quiet
program=$target/release/no-panic
"$program" || { echo "no_panic: the results are wrong" >&2; exit 1; }
if found=$(nm --demangle "$program" | sed 's,no_panic::,,g' | grep -iE 'panic|begin_unwind|alloc|malloc|__rust|slice_index|bounds'); then
    printf 'no_panic: these symbols panic or allocate:\n%s\n' "$found" >&2
    exit 1
fi
echo "no_panic: no panic, no allocator; $(size "$program" | awk 'NR == 2 { print $1 }') bytes of text"
