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
step "mypy"
$bin/mypy dinh
step "migrations say what the models say"
DINH_HOME="$(mktemp -d)" $bin/dinh manage makemigrations --check --dry-run
step "suite on SQLite"
$bin/pytest -n 2 --durations=8
# Pages and tables of who-may go through the queries and deeds that are tried here; they ran above. A whole furnished town on
# PostgreSQL, served to fifty people at once, is what `python -m bench reach` measures and refuses errors in.
step "deeds, reads and what happens at once, on PostgreSQL (pages and who-may cells ran on SQLite)"
$bin/python tools/with_postgres.py $bin/pytest -n 2 --database-only -m "not browser" \
  -k "not pages and not who_may and not conforms and not fifty_at_once and not sixty_targets" --durations=5
