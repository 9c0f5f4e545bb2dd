#!/usr/bin/env bash
# Everything `make test` asks, in the order in which it fails soonest. Nothing is skipped: what is missing is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

step "ruff"
$bin/ruff check .
$bin/ruff format --check .
step "import contract"
$bin/lint-imports
# The tables of the tests are laid once for this run, beside what follows here; each database of a test is a copy of them.
DINH_TEST_SHELF="$(mktemp -d)"
export DINH_TEST_SHELF
lay() {
  $bin/python -m dinh.ground.testing
  $bin/python tools/with_postgres.py $bin/python -m dinh.ground.testing
}
lay >"$DINH_TEST_SHELF/log" 2>&1 &
laying=$!
trap 'wait; rm -rf "$DINH_TEST_SHELF"' EXIT
step "mypy"
$bin/mypy dinh
step "migrations say what the models say"
DINH_HOME="$(mktemp -d)" $bin/dinh manage makemigrations --check --dry-run
step "tables of the tests"
wait "$laying" || { cat "$DINH_TEST_SHELF/log"; exit 1; }
step "suite on SQLite"
$bin/pytest -n 2 --durations=8
# Pages and tables of who-may go through the queries and deeds that are tried here; they ran above. A whole furnished town on
# PostgreSQL, served to fifty people at once, is what `python -m bench reach` measures and refuses errors in.
step "deeds, reads and what happens at once, on PostgreSQL (pages and who-may cells ran on SQLite)"
$bin/python tools/with_postgres.py $bin/pytest -n 2 --database-only -m "not browser" \
  -k "not pages and not who_may and not conforms and not fifty_at_once and not sixty_targets" --durations=5
