#!/usr/bin/env bash
# Times small stochastic equations against JAX's scan and diffrax, round by round on one core. PYTHON is one that has what
# neural/requirements.txt lists; ROUNDS (default 3) can be set.
set -euo pipefail
cd "${0%/*}"
. ./tools.sh

need taskset util-linux
need cargo cargo
export CARGO_TARGET_DIR=$target
(cd stochastic && RUSTFLAGS="-C target-cpu=native" cargo build --release --quiet)
taskset -c "$(last_core)" "${PYTHON:-python3}" stochastic/run.py "$target/release/stochastic"
