#!/usr/bin/env bash
# Makes a failing random program small: shrink.sh SEED INDEX leaves out every statement without which it still fails.
set -uo pipefail
cd "$(dirname "$0")"
export SEED=$1 ONLY=$2 SKIP=
fails() { ! cargo run --quiet >/dev/null 2>&1; }
fails || { echo "program $ONLY of seed $SEED does not fail alone (calls go to program 0 then)" >&2; exit 1; }
for statement in $(seq 1 "${3:-60}"); do
    before=$SKIP
    SKIP="$SKIP,$statement"
    fails || SKIP=$before
done
fails
cat "$(ls -t "${CARGO_TARGET_DIR:-target}"/debug/build/random-programs-*/out/programs.rs | head -1)"
echo "// SEED=$SEED ONLY=$ONLY SKIP=$SKIP"
