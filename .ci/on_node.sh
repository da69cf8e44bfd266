#!/usr/bin/env bash
# The package as users install it, and the demo, on another Node that hullscan supports: .ci/on_node.sh node-22
set -euo pipefail
cd "$(dirname "$0")/.."

node="$(node --import tsx test/support/fetched/main.ts "$1")"
echo "On Node $("$node" --version):"
PATH="$(dirname "$node"):$PATH" npm test --silent -- test/package/ cases/first_minute
