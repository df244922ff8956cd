#!/usr/bin/env bash
# Random programs in chunks: run.sh [HOW_MANY] [SEED]. Every chunk is written, compiled and checked; what fails is made small.
# About a minute for 100 programs on two cores, each at 12 points and 12 corners.
set -uo pipefail
cd "${0%/*}"
programs=${1:-2000}
export SEED=${2:-20261123}
chunk=${CHUNK:-200}
failed=()
ran=0
for ((from = 0; from < programs; from += chunk)); do
    export FROM=$from PROGRAMS=$((programs - from < chunk ? programs - from : chunk))
    said=$(nice cargo run --quiet --message-format short 2>&1)
    status=$?
    bad=$(grep -oP '(FAILED program_\K[0-9]+(?=:)|/program_\K[0-9]+(?=\.rs:[0-9:]+ error))' <<<"$said" | sort -nu)
    echo "seed $SEED, programs $from to $((from + PROGRAMS)), $SECONDS s: $(grep 'random programs at' <<<"$said" || echo 'not all compile')"
    [[ $status == 0 ]] && continue
    [[ -n $bad ]] || { echo "$said" >&2; exit 1; }
    # What the compiler found first hides what it would find next; another run says what is left.
    echo "failed: $bad" | tr '\n' ' '; echo
    failed+=($bad)
done
for index in "${failed[@]:0:${SHRINK:-5}}"; do ./shrink.sh "$index"; done
((${#failed[@]} == 0))
