#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Brings oneDNN 3, the library of fast CPU kernels that Martlet runs on, to where Martlet looks for
# it: .deps/onednn/lib of this project, or with --user the user's data folder, where every program
# finds it that depends on Martlet: ~/.local/share/martlet/lib (XDG_DATA_HOME names another folder
# than ~/.local/share; macOS: ~/Library/Application Support/martlet/lib). Nothing else is touched,
# except that root on Debian and Ubuntu gets system packages through apt-get. The project gets
# oneDNN's headers as well, against which its tests check what it declares.
#
# It is scripts/install-onednn of the project, and is inside the program: martlet devices --install.
#
# In this order: what MARTLET_ONEDNN names; what an earlier run brought; a oneDNN 3 that the system
# has; the system's package; the PyPI wheel onednn-cpu-gomp (a plain zip file: Python is not needed).
# Where none of these works Martlet still runs, slower, with kernels of its own: that is a warning
# and exit code 0. A download with a wrong checksum is thrown away: exit code 1.

set -eu

# The last wheel that runs on every x86-64 processor: later ones need a SYCL device.
name=onednn-cpu-gomp
release=2023.2.0
wheel=onednn_cpu_gomp-$release-py2.py3-none-manylinux1_x86_64.whl
checksum=2f22a54d6a890ed14bfa185d42a4be65d8b5b1df85dc1f0f3a9abe31620416fb
# Its headers have a wheel of their own.
headers_name=onednn-devel-cpu-gomp
headers_wheel=onednn_devel_cpu_gomp-$release-py2.py3-none-manylinux1_x86_64.whl
headers_checksum=9763c69e8c907e119056bd52ad918ca84ac9ba939d130a99dfa95ccca3e5e284
index=${PIP_INDEX_URL:-}

work=

usage() {
    printf 'usage: scripts/install-onednn [--user]\n' >&2
    exit 2
}

case $#${1:-} in
    0)
        again=scripts/install-onednn
        project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
        target=$project/.deps/onednn
        place=.deps/onednn/lib
        ;;
    1--user)
        again="scripts/install-onednn --user (or martlet devices --install)"
        project=
        case $(uname -s):${XDG_DATA_HOME:-} in
            Darwin:*) target="${HOME:?is not set}/Library/Application Support/martlet" ;;
            *:/*) target=$XDG_DATA_HOME/martlet ;;
            *) target=${HOME:?is not set}/.local/share/martlet ;;
        esac
        place=$target/lib
        ;;
    *) usage ;;
esac

say() { printf 'install-onednn: %s\n' "$*"; }

warn() { printf 'install-onednn: warning: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# Ends the script: oneDNN cannot be had here, and that is no reason to stop.
give_up() {
    warn "oneDNN is not installed: $1"
    warn "Martlet runs with kernels of its own instead, which are slower."
    [ $# -lt 2 ] || warn "to get oneDNN: $2, then run $again again."
    exit 0
}

# Starts the folder in which everything is made before `mv` puts it in its place.
begin() {
    [ -z "$work" ] || return 0
    mkdir -p "$target" 2>/dev/null || :
    work=$(mktemp -d "$target/.work.XXXXXX" 2>/dev/null) ||
        give_up "cannot write to $target." "make that folder writable"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mkdir -p "$work/onednn/lib"
}

# Puts what was made in its place: the library's file before the link that it is opened by.
finish() {
    for part in include licenses; do
        [ -e "$work/onednn/$part" ] || continue
        [ ! -e "$target/$part" ] || mv "$target/$part" "$work/replaced-$part"
        mv "$work/onednn/$part" "$target/$part"
    done
    mkdir -p "$target/lib"
    for file in "$work"/onednn/lib/libdnnl.so.3.* "$work"/onednn/lib/*; do
        if [ -e "$file" ] || [ -L "$file" ]; then mv -f "$file" "$target/lib/"; fi
    done
}

# Puts a link to a library of the system where Martlet looks first.
link() {
    begin
    ln -s "$1" "$work/onednn/lib/$2"
    finish
    say "using $1, linked from $place."
}

# The newest oneDNN 3 of the system. Debian 13 calls it libdnnl.so.3.6, Ubuntu 24.04 libdnnl.so.3.
system_library() {
    {
        PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | sed -n 's/.*=> //p' || :
        ls -d /usr/lib/"$(uname -m)"-linux-gnu/libdnnl.so.* /usr/lib64/libdnnl.so.* \
            /usr/lib/libdnnl.so.* /usr/local/lib/libdnnl.so.* 2>/dev/null || :
    } | grep -E '/libdnnl\.so\.3(\.[0-9]+)*$' | LC_ALL=C sort -u | tail -n 1
}

may_use_apt() { [ "$(id -u)" -eq 0 ] && has apt-get; }

# Quiet when it works. The lists of a new container are empty or old: then they are brought once.
apt_install() {
    say "installing with apt-get: $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return
    apt-get update -q >/dev/null 2>&1 || :
    apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return
    warn "apt-get install $* failed."
    return 1
}

# need TOOL PROBLEM PACKAGE...: sees that TOOL is here, and says how to get it where it cannot.
need() {
    tool=$1
    problem=$2
    shift 2
    if has "$tool" || { may_use_apt && apt_install "$@"; }; then return; fi
    give_up "$problem" "sudo apt-get install $*"
}

# The name of the system's package if it is version 3: libdnnl3, later libdnnl3.6.
apt_package() {
    has apt-cache || return 0
    if may_use_apt && [ -z "$(apt-cache search --names-only '^libdnnl')" ]; then
        apt-get update -q >/dev/null 2>&1 || :
    fi
    apt-cache search --names-only '^libdnnl3' | sed 's/ .*//' | LC_ALL=C sort | tail -n 1
}

install_on_macos() {
    has brew || give_up "Homebrew is needed." "get Homebrew from https://brew.sh"
    if ! prefix=$(brew --prefix --installed onednn 2>/dev/null); then
        say "installing with Homebrew: onednn"
        brew install --quiet onednn || give_up "brew install onednn failed."
        prefix=$(brew --prefix onednn)
    fi
    [ -e "$prefix/lib/libdnnl.3.dylib" ] || give_up "$prefix/lib holds no libdnnl.3.dylib."
    link "$prefix/lib/libdnnl.3.dylib" libdnnl.3.dylib
}

# download_with_curl NAME WHEEL
download_with_curl() {
    page=${index%/}/$1/
    say "downloading from $page"
    curl -fsSL --retry 2 --connect-timeout 20 -o "$work/index.html" "$page" || return 1
    url=$(tr '"' '\n' <"$work/index.html" | sed -n "s|^\(.*/$2\)\(#.*\)\{0,1\}\$|\1|p" | head -n 1)
    case $url in
        '') return 1 ;;
        http*) ;;
        *) url=$page$url ;;
    esac
    curl -fsSL --retry 2 --connect-timeout 20 -o "$work/$2" "$url"
}

has_pip() { has python3 && python3 -m pip --version >/dev/null 2>&1; }

# download NAME WHEEL SIZE
# pip knows the index that its owner chose; without it, PIP_INDEX_URL may name one for curl.
download() {
    if ! has_pip && [ -n "$index" ]; then
        need curl "neither pip nor curl is here." curl ca-certificates
        download_with_curl "$1" "$2"
    else
        has_pip || need pip3 "pip is not here." python3-pip
        say "downloading the wheel $1 $release with pip ($3)"
        # The headers are the same for every processor: the platform is the wheel's, not the machine's.
        python3 -m pip download --quiet --no-deps --only-binary=:all: --no-cache-dir \
            --platform manylinux1_x86_64 --disable-pip-version-check --dest "$work" "$1==$release"
    fi && [ -s "$work/$2" ]
}

# check_sum WHEEL CHECKSUM
check_sum() {
    sum=$(sha256sum "$work/$1")
    [ "${sum%% *}" = "$2" ] && return
    warn "$1 has the SHA-256 ${sum%% *}, expected $2."
    warn "The file is damaged or not the one that was published: it was thrown away."
    warn "Try again, or name a oneDNN 3 of your own: export MARTLET_ONEDNN=/path/to/libdnnl.so.3"
    exit 1
}

# extract WHEEL PATTERN...: brings the files of a wheel to $work/wheel.
extract() {
    archive=$work/$1
    shift
    has python3 || need unzip "neither unzip nor python3 is here." unzip
    if has unzip; then
        unzip -q "$archive" "$@" -d "$work/wheel" </dev/null
    else
        python3 -m zipfile -e "$archive" "$work/wheel"
    fi
}

unpack() {
    folder=onednn_cpu_gomp-$release.data/data
    extract "$wheel" "$folder/lib/libdnnl.so.3.2" "$folder/share/*" &&
        mv "$work/wheel/$folder/lib/libdnnl.so.3.2" "$work/onednn/lib/" &&
        mv "$work/wheel/$folder/share/doc/onednn" "$work/onednn/licenses" &&
        ln -s libdnnl.so.3.2 "$work/onednn/lib/libdnnl.so.3"
}

install_wheel() {
    begin
    download "$name" "$wheel" "39 MB" ||
        give_up "the wheel $name $release could not be downloaded." "check the network and the disk"
    check_sum "$wheel" "$checksum"
    unpack || give_up "the wheel could not be unpacked." "see that the disk is not full"
    finish
    say "oneDNN 3.2 is in $place."
}

# The headers serve one test: without them it is skipped.
install_headers() {
    begin
    download "$headers_name" "$headers_wheel" "188 kB" ||
        { warn "oneDNN's headers could not be downloaded; one test needs them."; return; }
    check_sum "$headers_wheel" "$headers_checksum"
    folder=onednn_devel_cpu_gomp-$release.data/data
    { extract "$headers_wheel" "$folder/include/*" &&
        mv "$work/wheel/$folder/include" "$work/onednn/include"; } ||
        { warn "the headers could not be unpacked; one test needs them."; return; }
    finish
    say "oneDNN's headers are in .deps/onednn/include."
}

install_on_linux() {
    library=$(system_library)
    if [ -z "$library" ]; then
        package=$(apt_package)
        if [ -n "$package" ] && may_use_apt && apt_install "$package"; then
            library=$(system_library)
        fi
    fi
    if [ -n "$library" ]; then
        link "$library" libdnnl.so.3
    elif [ "$(uname -m)" = x86_64 ]; then
        install_wheel
    elif [ -n "$package" ]; then
        give_up "the system's package is needed." "sudo apt-get install $package"
    else
        give_up "there is no oneDNN 3 package for this system ($(uname -m))."
    fi
}

# oneDNN runs on the OpenMP threads of GCC's libgomp, which a bare system may lack.
check_dependencies() {
    library=$target/lib/libdnnl.so.3
    { has ldd && [ -e "$library" ] && ldd "$library" | grep -q 'not found'; } || return 0
    if may_use_apt; then apt_install libgomp1 libstdc++6 || :; fi
    missing=$(ldd "$library" | awk '/not found/ { print $1 }' | tr '\n' ' ')
    [ -z "$missing" ] ||
        give_up "it needs $missing" "sudo apt-get install libgomp1 (elsewhere: the package libgomp)"
}

if [ -n "${MARTLET_ONEDNN:-}" ]; then
    [ -e "$MARTLET_ONEDNN" ] || warn "MARTLET_ONEDNN names $MARTLET_ONEDNN, which does not exist."
    say "nothing to do: Martlet uses MARTLET_ONEDNN=$MARTLET_ONEDNN."
    exit 0
fi
if [ -e "$target/lib/libdnnl.so.3" ] || [ -e "$target/lib/libdnnl.3.dylib" ]; then
    say "oneDNN is already in $place."
else
    case $(uname -s) in
        Darwin) install_on_macos ;;
        Linux) install_on_linux ;;
        *) give_up "this system ($(uname -s)) is not supported." ;;
    esac
fi
check_dependencies
[ -z "$project" ] || [ -e "$target/include/oneapi/dnnl/dnnl.h" ] || install_headers
