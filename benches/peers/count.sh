#!/usr/bin/env bash
# Counts the instructions of a call under callgrind, as the difference between two numbers of calls, and prints the
# table. Both sides are built for x86-64-v3, since valgrind does not read AVX-512.
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need gcc gcc
need valgrind valgrind
build x86-64-v3 x86-64-v3

# callgrind counts each byte of a `rep stosb` as an instruction: let glibc fill and copy with vector stores instead.
export GLIBC_TUNABLES=glibc.cpu.x86_rep_stosb_threshold=0x1000000:glibc.cpu.x86_rep_movsb_threshold=0x1000000

few=3
many=13
instructions() { # instructions PROGRAM... : executed in all
    local said
    if ! said=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null); then
        printf 'callgrind failed on: %s\n%s\n' "$*" "$said" >&2
        return 1
    fi
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' <<<"$said"
}
count() { # count PROGRAM...: of each name it lists
    local name less more
    for name in $("$@" names); do
        echo "$name" >&2
        less=$(instructions "$@" "${count_word[@]}" "$name" $few)
        more=$(instructions "$@" "${count_word[@]}" "$name" $many)
        echo "BENCH $name $(((more - less) / (many - few)))"
    done
}

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
count_word=()
count "$c/count" >>"$lines"
count_word=(count)
count "$rust" >>"$lines"
"$rust" table instructions <"$lines"
