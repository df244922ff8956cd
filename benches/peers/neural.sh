#!/usr/bin/env bash
# Times a training step of the neural SDE against JAX, diffrax and PyTorch, round by round on the same pinned cores, with
# the matrix products alone beside it. PYTHON is one that has what neural/requirements.txt lists; ROUNDS (default 5),
# THREADS (1), BATCH (32) and TERMS (both, drift or diffusion) can be set, and PROGRAMS (those compared with).
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need taskset util-linux
need cargo cargo
python=${PYTHON:-python3}
threads=${THREADS:-1}
batch=${BATCH:-32}
terms=${TERMS:-both}
programs=${PROGRAMS:-scan batched diffrax-tree diffrax-tuned torch-loop}
cores=$(last_core)
((threads == 1)) || cores=0-$((threads - 1))

export CARGO_TARGET_DIR=$target
(cd ../.. && RUSTFLAGS="-C target-cpu=native" cargo build --release --quiet --features nn --example neural_sde)
(cd neural && RUSTFLAGS="-C target-cpu=native" cargo build --release --quiet)

only=()
[ "$terms" = both ] || only=("--$terms-only")
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "${ROUNDS:-5}"); do
    echo "round $round on cores $cores" >&2
    taskset -c "$cores" "$python" neural/ours.py "$target/release/examples/neural_sde" --threads "$threads" \
        --batch "$batch" "${only[@]}" >>"$lines"
    [ "$terms" != both ] || taskset -c "$(last_core)" "$target/release/products" "$batch" >>"$lines"
    for program in $programs; do
        file=jax_programs
        [ "$program" != torch-loop ] || file=torch_loop
        taskset -c "$cores" "$python" "neural/$file.py" "$program" --threads "$threads" --batch "$batch" \
            --terms "$terms" >>"$lines"
    done
done
"$python" neural/table.py <"$lines"
