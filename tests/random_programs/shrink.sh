#!/usr/bin/env bash
# Makes a program that fails small, and prints it: shrink.sh INDEX, with the SEED it was made from. Each round compiles every
# way to cut one piece more, and goes on with the largest cut that still fails in the same way.
set -uo pipefail
cd "${0%/*}"
export ONLY=$1 CUTS="" WITHOUT="" SEED=${SEED:-20261123}
name=program_$ONLY
# "file: kind", of those that fail; numbers and names do not matter.
failures() {
    said=$(nice cargo run --quiet --message-format short 2>&1)
    out=$(ls -td "${CARGO_TARGET_DIR:-target}"/debug/build/random-programs-*/out | head -1)
    wrong_results=$(sed -nE "s/^FAILED (${name}[a-z0-9_]*): ([a-zA-Z_' ]*).*/\1: \2/p" <<<"$said" | sort -u)
    refused=$(sed -nE "s/.*\/(${name}[a-z0-9_]*)\.rs:[0-9:]+ error(\[[A-Z0-9]*\])?: ([a-zA-Z ]*).*/\1: \3/p" <<<"$said" | sort -u)
}
ALONE=1 failures
wrong=$(sed -n "s/^$name: //p" <<<"$refused"$'\n'"$wrong_results" | head -1)
compiles=$([[ -z $refused ]] && echo yes)
[[ -n $wrong ]] || { echo "$name with SEED=$SEED holds"; exit 0; }
while :; do
    failures
    # A cut that no longer compiles hides how the others do.
    if [[ -n $compiles && -n $refused ]]; then
        WITHOUT+=$(sed -n "s/^${name}_cut_\([0-9]*\): .*/,\1/p" <<<"$refused" | sort -u | tr -d '\n')
        continue
    fi
    # The largest cut leaves the smallest file.
    next=$(grep -F ": $wrong" <<<"$refused"$'\n'"$wrong_results" | sed -n "s/^${name}_cut_\([0-9]*\): .*/\1/p" | sort -u |
        while read -r cut; do echo "$(wc -c <"$out/${name}_cut_$cut.rs") $cut"; done | sort -n | head -1 | cut -d' ' -f2)
    [[ -n $next ]] || break
    CUTS+="${CUTS:+,}$next"
done
echo "$name, SEED=$SEED, CUTS=$CUTS: $wrong"
grep "$name\b" <<<"$said" | cut -c1-400 | head -5
sed '/^pub mod plain/,$d' "$out/$name.rs"
