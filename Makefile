# Vitrine's front door. Every target can be run on a bare Debian 12 machine: `setup` installs what is
# missing (as root or through sudo) and is quiet when nothing is.
#
#   make demo    build and serve the sample datasets at http://127.0.0.1:7860
#   make test    build and run every test; ends with the counts
#   make build   build/release/vitrine

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

PRESET ?= release
BUILD = build/$(PRESET)
JOBS ?= $(shell nproc)
VITRINE = $(BUILD)/vitrine
DEMO_HOME ?= build/demo-library
DEMO_ROWS ?= 3700
PORT ?= 7860

.PHONY: setup
setup:
	@scripts/setup.sh

# The program alone; the tests are built where they are run.
.PHONY: build
build: configure
	@source scripts/environment.sh; cmake --build $(BUILD) -j $(JOBS) --target vitrine

.PHONY: configure
configure: setup
	@source scripts/environment.sh; [ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET)

.PHONY: demo
demo: build
	@$(VITRINE) sample --rows $(DEMO_ROWS) --seed 1 --out build/synthetic-conference
	@echo "Opening http://127.0.0.1:$(PORT): ten real papers and a synthetic conference (Ctrl-C ends it)" >&2
	@$(VITRINE) serve data/sample/iclr2025 build/synthetic-conference --home $(DEMO_HOME) --port $(PORT)

# Tests run an optimised build in which every assertion is on, beside the one that users run.
.PHONY: test
test: PRESET := test
test: configure
	@source scripts/environment.sh; cmake --build $(BUILD) -j $(JOBS)
	@scripts/test.sh $(BUILD)

.PHONY: bench
bench: build
	@scripts/bench.sh $(VITRINE)

# Ours and the peers side by side; the peers are installed below build/peers. PEERS: more arguments of
# bench/peers/run.py.
PAPERS ?= ../shared/data/papers.jsonl.zst
PEERS ?=

.PHONY: bench-peers
bench-peers: build
	@source scripts/environment.sh; \
	  cmake --preset bench >/dev/null; \
	  cmake --build build/bench -j $(JOBS) --target ours_text ours_vectors >/dev/null
	@python3 bench/peers/install.py build/peers
	@build/peers/venv/bin/python bench/peers/run.py build/bench/bench/peers --data $(PAPERS) $(PEERS)

# The server under load beside Datasette and nginx. Needs wrk and nginx.
.PHONY: bench-http
bench-http: build
	@python3 bench/peers/serving.py $(VITRINE) $(PAPERS)

CXX_FILES = $(shell git ls-files '*.cc' '*.h')

.PHONY: format
format: setup-lint
	@clang-format-19 -i $(CXX_FILES)

.PHONY: setup-lint
setup-lint:
	@scripts/setup.sh --lint

# Formatting, the arrows between rooms, clang-tidy, and the web page's own checks.
.PHONY: lint
lint: setup-lint build
	@clang-format-19 --dry-run --Werror $(CXX_FILES)
	@python3 scripts/check_rooms.py
	@run-clang-tidy-19 -quiet -p $(BUILD) -j $(JOBS) '^$(CURDIR)/src/' > $(BUILD)/tidy.log 2>&1 \
	  || { grep -E '(warning|error):' $(BUILD)/tidy.log | sort -u; exit 1; }
	@source scripts/environment.sh; cd web && npm run --silent check && npm run --silent lint
	@echo "lint: clean"

.PHONY: clean
clean:
	rm -rf build web/dist
