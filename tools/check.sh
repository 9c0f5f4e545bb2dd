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
$bin/pytest -n 2 --dist loadgroup --durations=8
step "what touches the database, on PostgreSQL"
$bin/python tools/with_postgres.py $bin/pytest -n 2 --dist loadgroup --database-only -m "not browser" --durations=5
