# What both scripts share: asking for what they need, and building both sides for one CPU.

target=${CARGO_TARGET_DIR:-$PWD/target}
c=$target/c
rust=$target/release/tapeless-peers

need() { # need COMMAND DEBIAN_PACKAGE
    command -v "$1" >/dev/null && return
    echo "$0 needs $1, which is not here. On Debian: apt-get install $2" >&2
    exit 1
}

# The last of the cores this process may run on.
last_core() {
    sed -n 's/^Cpus_allowed_list:.*[^0-9]\([0-9][0-9]*\)$/\1/p' /proc/self/status
}

build() { # build RUSTC_CPU GCC_CPU
    need cargo cargo
    export CARGO_TARGET_DIR=$target
    RUSTFLAGS="-C target-cpu=$1" cargo build --release --quiet
    mkdir -p "$c"
    for program in p12 p12_tuned p3 p4 count; do
        gcc -O3 -march="$2" -ffp-contract=fast -Wno-psabi -DREPS=11 "c/$program.c" -o "$c/$program" -lm
    done
}
