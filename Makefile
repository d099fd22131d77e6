# One line of help stands behind `##`. The work is done by the programs in scripts/.

.DEFAULT_GOAL := help
.PHONY: help setup serve test test-deep bench check fix lock assets

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: ## Install everything into .venv and node_modules, build the assets, fill a demo database
	@scripts/run setup

serve: ## Set up, then start the site and its worker (HOST, PORT and DATABASE_URL are honoured)
	@exec scripts/run serve

test: ## Run the whole suite on SQLite, and on PostgreSQL where one answers (ARGS="-k word" picks)
	@scripts/run test $(ARGS)

test-deep: ## Run the long searches that `make test` leaves out
	@scripts/run test --deep $(ARGS)

bench: ## Measure reports at sizes up to a million people and a million decisions (takes a while)
	@scripts/run bench

check: ## Check format, types, the order of imports, migrations and translations
	@scripts/run check

fix: ## Mend what `make check` finds, where a tool can
	@scripts/run fix

lock: ## Compile requirements*.in and package.json into their lock files (ARGS=--upgrade takes newer ones)
	@scripts/run lock $(ARGS)

assets: ## Build styles and scripts into site/static
	@scripts/run assets
