#!/usr/bin/env bash
# Makes a program that fails small, and prints it: shrink.sh INDEX, with the SEED it was made from. Each round compiles every
# way to cut one piece more, and goes on with the largest cut that still fails in the same way.
set -uo pipefail
cd "${0%/*}"
export ONLY=$1 CUTS="" SEED=${SEED:-20261123}
name=program_$ONLY
wrong= # how it fails: the kind of a wrong result, or the compiler's words
while :; do
    said=$(nice cargo run --quiet --message-format short 2>&1)
    out=$(ls -td target/debug/build/random-programs-*/out | head -1)
    # "file: kind", of those that fail; numbers and names do not matter.
    all=$(sed -nE "s/^FAILED (${name}[a-z0-9_]*): ([a-zA-Z_' ]*).*/\1: \2/p; s/.*\/(${name}[a-z0-9_]*)\.rs:[0-9:]+ error(\[[A-Z0-9]*\])?: ([a-zA-Z ]*).*/\1: \3/p" <<<"$said" | sort -u)
    if [[ -z $wrong ]]; then
        wrong=$(sed -n "s/^$name: //p" <<<"$all" | head -1)
        [[ -n $wrong ]] || { echo "$name with SEED=$SEED holds"; exit 0; }
    fi
    # The largest cut leaves the smallest file.
    next=$(grep -F ": $wrong" <<<"$all" | sed -n "s/^${name}_cut_\([0-9]*\): .*/\1/p" | sort -u |
        while read -r cut; do echo "$(wc -c <"$out/${name}_cut_$cut.rs") $cut"; done | sort -n | head -1 | cut -d' ' -f2)
    [[ -n $next ]] || break
    CUTS+="${CUTS:+,}$next"
done
echo "$name, SEED=$SEED, CUTS=$CUTS: $wrong"
grep "$name\b" <<<"$said" | cut -c1-400 | head -5
sed '/^pub mod plain/,$d' "$out/$name.rs"
