# `make run` and `make test` do all the set-up: they need make and Python 3.11 or newer, no more.
#   PYTHON=/path/to/python3   the interpreter to build .venv from
#   ARGS="..."                more arguments for the command: make run ARGS="--seed 7"
.POSIX:
.NOTPARALLEL:
.PHONY: help run checks test test-long test-web test-browser web docs lint format bench bench-diagnosis bench-live bench-studio picture clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

run: ## make .venv and train XOR; afterwards .venv/bin/glassnet is there to use
	@sh scripts/environment.sh run
	.venv/bin/glassnet train xor $(ARGS)

test: ## make .venv with the test extras and run the tests
	@sh scripts/environment.sh test
	.venv/bin/python -m pytest -n auto --dist worksteal -m "not long" $(ARGS)

test-long: ## the tests that find bugs rarely and cost much; Hypothesis draws all its examples
	@sh scripts/environment.sh test
	.venv/bin/python -m pytest -n auto --dist worksteal -m "long or hypothesis" --hypothesis-profile long $(ARGS)
	@sh scripts/environment.sh browser
	.venv/bin/python hatch_build.py packages
	BROWSER_PATH="$$(sh scripts/browser.sh)" && export BROWSER_PATH && \
	.venv/bin/python -m pytest -n auto --dist worksteal -m long web/browser

test-web: ## check the page's TypeScript: svelte-check, vitest
	@sh scripts/environment.sh test
	.venv/bin/python hatch_build.py check test

test-browser: ## use the page in a real browser; its pictures go to build/screenshots
	@sh scripts/environment.sh browser
	.venv/bin/python hatch_build.py packages
	BROWSER_PATH="$$(sh scripts/browser.sh)" && export BROWSER_PATH && \
	.venv/bin/python -m pytest -n auto --dist worksteal -m "not long" web/browser $(ARGS)

web: ## build the page of `glassnet studio` where it stands, from web/
	@sh scripts/environment.sh test

docs: ## build the site of docs/ and the course in build/site, and check its links
	@sh scripts/environment.sh docs
	NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict --quiet
	.venv/bin/python scripts/site/check_links.py build/site

lint: ## ruff check, ruff format --check, pyright
	@sh scripts/environment.sh lint
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m pyright

checks: ## lint, test-web and docs side by side: each of them keeps one core busy
	@for purpose in lint docs; do sh scripts/environment.sh $$purpose || exit 1; done
	@$(MAKE) lint & lint=$$!; $(MAKE) test-web & web=$$!; $(MAKE) docs & docs=$$!; \
	wait $$lint && wait $$web && wait $$docs

format: ## rewrite the sources as `make lint` wants them
	@sh scripts/environment.sh lint
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .

bench: ## measure glassnet against its peers, side by side; they live in .venv-bench
	@sh scripts/environment.sh run
	@.venv/bin/python -m benchmarks.peers
	.venv/bin/python -m benchmarks.run $(ARGS)
	$(if $(ARGS),,$(MAKE) bench-diagnosis)

bench-diagnosis: ## diagnose 158 broken programs, their mended twins and 150 healthy networks: about an hour
	@sh scripts/environment.sh test
	.venv/bin/python -m benchmarks.diagnosis.run --seconds 30 $(ARGS)
	.venv/bin/python -m benchmarks.diagnosis.run_healthy

bench-live: ## what `fit(live=True)` costs a training, in a Jupyter kernel: about four minutes
	@sh scripts/environment.sh test
	.venv/bin/python -m benchmarks.live $(ARGS)

bench-studio: ## frame rate, latency and memory of the studio's server and page: some 25 minutes
	@sh scripts/environment.sh browser
	.venv/bin/python -m benchmarks.studio $(ARGS)
	@BROWSER_PATH=$$(command -v chromium || scripts/browser.sh) && export BROWSER_PATH && \
		.venv/bin/python -m benchmarks.studio_page $(ARGS) && \
		.venv/bin/python -m benchmarks.studio_models

picture: ## record `glassnet train xor` anew for the READMEs: docs/images/train-xor.svg
	@sh scripts/environment.sh run
	.venv/bin/python scripts/record_readme.py

clean: ## remove what these targets made; runs/ stays
	rm -rf .venv .venv-bench build dist .pytest_cache .ruff_cache .hypothesis
	rm -rf web/node_modules src/glassnet/page/static
