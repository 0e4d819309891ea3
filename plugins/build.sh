#!/usr/bin/env bash
# Builds the components in prebuilt/ and their lock. See README.md.
#
#   build.sh           builds, and writes prebuilt/*.wasm and prebuilt/plugins.lock
#   build.sh --check   builds elsewhere and compares with the lock; only the compiler that the lock
#                      names has to make the same bytes, with another one it says so and is content
#
# The compiler is rustup's when it has the target wasm32-unknown-unknown. Otherwise Debian's, whose
# packages are unpacked, not installed, into TRIPLINE_PLUGINS_CACHE (default: .cache here); the
# library is then built from its sources. Where neither can be had, nothing is built: exit 0.
# CARGO_TARGET_DIR is respected; JOBS limits how many compilers run at one time.
set -euo pipefail
cd "$(dirname "$0")"

target=wasm32-unknown-unknown
cache=${TRIPLINE_PLUGINS_CACHE:-$PWD/.cache}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
jobs=${JOBS:+-j$JOBS}
check=
case ${1:-} in
  '') ;;
  --check) check=yes ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac

say() { printf 'plugins: %s\n' "$*" >&2; }
skip() { say "$*: nothing is built"; exit 0; }

# The names of Debian's packages carry versions, so they are asked for, each from the one before.
depends() { apt-cache depends "$1" 2>/dev/null | sed -n "s/^ *Depends: \($2\)\$/\1/p;T;q" || true; }

unpack_debian() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    skip "no $target in rustup, and no Debian to take it from"
  local std llvm
  std=$(depends libstd-rust-web-dev 'libstd-rust-web-[0-9.]*')
  llvm=$(depends "${std:-none}" 'libllvm[0-9]*')
  [ -n "$std" ] && [ -n "$llvm" ] || skip "no $target in rustup, and Debian knows no rustc-web"
  say "unpacking Debian's compiler"
  rm -rf "$cache/debs" "$cache/part"
  mkdir -p "$cache/debs" "$cache/part"
  (cd "$cache/debs" && apt-get -q download rustc-web "$std" libstd-rust-web-dev rust-web-src "$llvm") \
    >&2 || skip "Debian's packages cannot be had"
  for deb in "$cache"/debs/*.deb; do dpkg -x "$deb" "$cache/part"; done
  rm -rf "$cache/debs" "$cache/web"
  mv "$cache/part" "$cache/web"
}

host=$(rustc -vV | sed -n 's/^host: //p')
sysroot=$(rustc --print sysroot)
# What does not depend on the machine, and therefore stands in the lock.
flags="-C link-arg=-zstack-size=65536"
std_flags=()
if [ -d "$sysroot/lib/rustlib/$target/lib" ]; then
  sources=$sysroot
else
  [ -x "$cache/web/usr/bin/rustc" ] || unpack_debian
  cat > "$cache/rustc" <<WRAP
#!/bin/sh
LD_LIBRARY_PATH="$cache/web/usr/lib/\$(uname -m)-linux-gnu" exec "$cache/web/usr/bin/rustc" "\$@"
WRAP
  chmod +x "$cache/rustc"
  "$cache/rustc" -V >/dev/null || skip "Debian's compiler does not run here"
  # As the compiler spells it, with symbolic links followed.
  sources=$("$cache/rustc" --print sysroot)
  export RUSTC=$cache/rustc RUSTC_BOOTSTRAP=1
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$sysroot/lib/rustlib/$host/bin/rust-lld
  [ -x "$CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER" ] || skip "rustup has no rust-lld"
  # Nobody could read the message of a panic, so there is none: the library shrinks by a third.
  flags="$flags -Zunstable-options -Cpanic=immediate-abort"
  std_flags=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
fi
compiler=$("${RUSTC:-rustc}" -V)
lock=prebuilt/plugins.lock
if [ -n "$check" ] && ! grep -qF "\"$compiler\"" "$lock"; then
  skip "the lock is of another compiler than $compiler"
fi

names=()
for manifest in */plugin.yaml; do names+=("${manifest%/plugin.yaml}"); done
# What benches call and what examples show; no plugins, and not in the lock.
guests=(json name-form tiny)

say "compiling with $compiler"
cargo fetch --locked --quiet
# No path of this machine may end up in a component, nor the name of the place crates come from.
remap="--remap-path-prefix=$HOME=/home --remap-path-prefix=$PWD=/plugins"
remap="$remap --remap-path-prefix=$sources=/rustc"
# Below this folder cargo names paths from here.
case $sources in "$PWD"/*) remap="$remap --remap-path-prefix=${sources#"$PWD"/}=/rustc" ;; esac
for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  remap="$remap --remap-path-prefix=${folder%/}=/crates"
done
RUSTFLAGS="$flags $remap" cargo build $jobs --locked --release --target "$target" "${std_flags[@]}" \
  "${names[@]/#/-ptripline-}" "${guests[@]/#/-ptripline-guest-}"
(unset RUSTC RUSTC_BOOTSTRAP; cargo build $jobs --locked --quiet -p tripline-componentize)

out=$(mktemp -d "$CARGO_TARGET_DIR/components.XXXXXX")
trap 'rm -rf "$out"' EXIT
lines=()
for name in "${names[@]}"; do
  module=$CARGO_TARGET_DIR/$target/release/tripline_${name//-/_}.wasm
  component=$out/$name.wasm
  lines+=("$("$CARGO_TARGET_DIR/debug/tripline-componentize" "$name" "$module" "$name/plugin.yaml" "$component")")
  for leak in "$HOME/" "$PWD" "$cache" "$sources" "$CARGO_TARGET_DIR" "$(uname -n)" registry/src '/index\.[a-z]'; do
    if LC_ALL=C grep -aq -- "$leak" "$component"; then
      say "$name.wasm holds \`$leak\`"
      exit 1
    fi
  done
done

for name in "${guests[@]}"; do
  module=$CARGO_TARGET_DIR/$target/release/tripline_guest_${name//-/_}.wasm
  case $name in name-form) folder=../examples/custom-rule ;; *) folder=../benches/plugins ;; esac
  "$CARGO_TARGET_DIR/debug/tripline-componentize" "$name" "$module" "guests/$name/plugin.yaml" "$out/guest-$name" > /dev/null
  [ -n "$check" ] || mv "$out/guest-$name" "$folder/$name.wasm"
done

{
  printf '{\n  "compiler": "%s",\n  "flags": "%s",\n  "plugins": [\n' "$compiler" "$flags ${std_flags[*]-}"
  for n in "${!lines[@]}"; do
    printf '    %s%s\n' "${lines[$n]}" "$([ "$n" -lt $((${#lines[@]} - 1)) ] && echo ,)"
  done
  printf '  ]\n}\n'
} > "$out/plugins.lock"

if [ -n "$check" ]; then
  diff -u "$lock" "$out/plugins.lock" || { say "the components are not what the lock says"; exit 1; }
  for name in "${names[@]}"; do cmp "prebuilt/$name.wasm" "$out/$name.wasm"; done
  say "the same ${#names[@]} components"
else
  mkdir -p prebuilt
  rm -f prebuilt/*.wasm
  mv "$out"/*.wasm "$out/plugins.lock" prebuilt/
  say "$(cat prebuilt/*.wasm | wc -c) bytes in ${#names[@]} components"
fi
