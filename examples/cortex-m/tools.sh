# What the scripts for microcontrollers share: the compiler, the emulator, the reading of symbols. Each installs what is
# missing, from Debian's packages.

export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0
target_dir=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR=$target_dir
m4=thumbv7em-none-eabihf
m0=thumbv6m-none-eabi

fail() { echo "cortex-m: $*" >&2; exit 1; }
need() { # need COMMAND DEBIAN_PACKAGE...
    command -v "$1" >/dev/null && return
    command -v apt-get >/dev/null || fail "this needs $1: install it"
    echo "installing ${*:2}"
    apt-get -o DPkg::Lock::Timeout=600 update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${@:2}" >/dev/null ||
        fail "this needs $1, from Debian's ${*:2}, which could not be installed: that takes root and the network"
}
need qemu-system-arm qemu-system-arm
need nm binutils

# The compiler: the installed one where it has the targets, else Debian's, which comes with the library's source.
libraries=$(rustc --print sysroot)/lib/rustlib
if [[ -d $libraries/$m4/lib && -d $libraries/$m0/lib ]]; then
    firmware() { cargo build --quiet "$@"; }
else
    need /usr/bin/cargo rustc-web cargo-web rust-web-src
    need ld.lld-22 lld-22
    firmware() {
        RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
            CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=ld.lld-22 CARGO_TARGET_THUMBV6M_NONE_EABI_LINKER=ld.lld-22 \
            /usr/bin/cargo build -Zbuild-std=core --quiet "$@"
    }
fi

emulate() { # emulate PROGRAM: an instruction takes 64 ns of the emulated time
    timeout 600 qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -icount shift=6 \
        -semihosting-config enable=on,target=native -kernel "$1" </dev/null
}
symbols() { # symbols PROGRAM: none may panic, allocate, or compute in double precision
    if nm "$1" | grep -E 'panic|alloc|__aeabi_(d|[a-z]+2d)'; then fail "$1 has these symbols"; fi
}

step() { printf '\n-- %s (%ds)\n' "$*" "$SECONDS"; }

