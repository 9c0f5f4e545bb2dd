.PHONY: help install demo test bench tour serve
.DEFAULT_GOAL := help
BIN := .venv/bin

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

install: ## environment, front-end build, translations
	@tools/setup.sh run

demo: install ## furnish the demo town, check it, serve it on http://127.0.0.1:8000
	@$(BIN)/dinh demo
	@$(BIN)/dinh verify
	@$(BIN)/dinh serve

serve: ## serve what is under DINH_HOME
	@$(BIN)/dinh serve

test: ## linters, types, import contract, the whole suite on SQLite and on PostgreSQL, a real browser
	@tools/setup.sh test
	@tools/check.sh

bench: ## measure; a table, var/bench.json and docs/bench.md
	@tools/setup.sh test
	@$(BIN)/python -m bench

tour: ## draw the pictures of docs/tour.md anew
	@tools/setup.sh test
	@DINH_TOUR=1 $(BIN)/pytest walks/test_tour.py -q -k stop
