#!/usr/bin/env bash
# native.sh NAME PACKAGES -- CHECK…
# Runs CHECK. When it fails, installs the Debian PACKAGES that hold NAME if it may, else says how to get them.
set -euo pipefail

name=$1 packages=$2
shift 3

if "$@" >/dev/null 2>&1; then
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    echo "$name is missing. On Debian and Ubuntu it comes with: $packages" >&2
    echo "Install what your system calls that (macOS: brew, Fedora: dnf), then run make again." >&2
    exit 1
fi

if [ "$(id -u)" -ne 0 ]; then
    echo "$name is missing. Install it with this command, then run make again:" >&2
    echo "    sudo apt-get install --yes $packages" >&2
    exit 1
fi

echo "$name is missing: installing $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet --quiet
# shellcheck disable=SC2086  # several packages
apt-get install --yes --quiet --quiet --no-install-recommends $packages >/dev/null

if ! "$@" >/dev/null; then
    echo "$name is still missing after installing $packages; this failed: $*" >&2
    exit 1
fi
