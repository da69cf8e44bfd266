#!/usr/bin/env bash
# The package as users install it, and the demo, on the newer Nodes that hullscan supports.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in node-22 node-24; do
  node="$(node --import tsx test/support/fetched/main.ts "$name")"
  echo "On Node $("$node" --version):"
  PATH="$(dirname "$node"):$PATH" npm test --silent -- test/package/ cases/first_minute
done
