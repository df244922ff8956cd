#!/usr/bin/env bash
# Times a training step of the neural SDE against JAX, diffrax and PyTorch, round by round on the same pinned cores: one
# and two threads, drift and diffusion apart, other batches; with the matrix products alone, and what the CPU could do at
# most, beside it. PYTHON is one that has what neural/requirements.txt lists. CASES names some of: founding two-threads drift
# diffusion batch-1 batch-8 batch-128 batch-512; ROUNDS (default 3) can be set.
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need taskset util-linux
need cargo cargo
python=${PYTHON:-python3}
"$python" -c 'import diffrax, torch' || {
    echo "$0 needs JAX, diffrax and PyTorch: pip install -r $PWD/neural/requirements.txt, and PYTHON=that python" >&2
    exit 1
}

export CARGO_TARGET_DIR=$target
(cd ../.. && RUSTFLAGS="-C target-cpu=native" cargo build --release --quiet --features nn --example neural_sde)
(cd neural && RUSTFLAGS="-C target-cpu=native" cargo build --release --quiet)

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
one=$(last_core)

# time_case NAME CORES THREADS BATCH TERMS TRAINING_STEPS PEER…: a line for each program, the case before it.
time_case() {
    local name=$1 cores=$2 threads=$3 batch=$4 terms=$5 steps=$6 only=() file
    shift 6
    [ "$terms" = both ] || only=("--$terms-only")
    echo "  $name on cores $cores" >&2
    {
        taskset -c "$cores" "$python" neural/ours.py "$steps" "$target/release/examples/neural_sde" \
            --threads "$threads" --batch "$batch" "${only[@]}"
        if [ "$terms$threads" = both1 ]; then
            taskset -c "$cores" "$target/release/products" "$batch"
            taskset -c "$cores" "$python" neural/products.py "$batch"
        fi
        for program in "$@"; do
            file=jax_programs
            [ "$program" != torch-loop ] || file=torch_loop
            taskset -c "$cores" "$python" "neural/$file.py" "$program" --threads "$threads" --batch "$batch" \
                --terms "$terms" --training-steps "$steps"
        done
    } | sed "s/^/$name /" >>"$lines"
}

scans="scan batched torch-loop"
for round in $(seq "${ROUNDS:-3}"); do
    echo "round $round" >&2
    for case in ${CASES:-founding two-threads drift diffusion batch-1 batch-8 batch-128 batch-512}; do
        # shellcheck disable=SC2086 # a list of programs
        case $case in
        founding) time_case "$case" "$one" 1 32 both 30 $scans diffrax-tree diffrax-tuned ;;
        two-threads) time_case "$case" 0-1 2 32 both 30 $scans ;;
        drift | diffusion) time_case "$case" "$one" 1 32 "$case" 30 $scans diffrax-tree ;;
        batch-512) time_case "$case" "$one" 1 512 both 6 $scans ;;
        batch-*) time_case "$case" "$one" 1 "${case#batch-}" both 20 $scans ;;
        *) echo "what is the case $case?" >&2 && exit 1 ;;
        esac
    done
done
"$python" neural/table.py <"$lines"
