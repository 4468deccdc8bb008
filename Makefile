# Vitrine's front door. Every target can be run on a bare Debian 12 machine: what a target needs and
# the machine lacks is installed first (as root or through sudo), quietly when nothing is missing.
#
#   make demo      build and serve the sample datasets, at the address that it prints (PORT=8000 for another port)
#   make test      build and run every test; ends with the counts
#   make build     build/release/vitrine
#   make install   into PREFIX, /usr/local if not said; DESTDIR is put in front
#   make wheel     build/packages/vitrine_data-VERSION-….whl, for pip, uv and pipx; make deb, make tarball
#   make release   all packages, made twice and compared (VERSION=0.2.0)

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

# What it is about to do with it: build, test, lint, bench or package (scripts/setup.sh).
PURPOSE = build
.PHONY: setup
setup:
	@scripts/setup.sh $(PURPOSE)

# The program alone; the tests are built where they are run.
.PHONY: build
build: configure
	@source scripts/environment.sh; cmake --build $(BUILD) -j $(JOBS) --target vitrine

.PHONY: configure
configure: setup
	@source scripts/environment.sh; [ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET)

# bin/vitrine and the library that it loads, in lib/vitrine.
PREFIX ?= /usr/local
.PHONY: install
install: build
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX) --strip

# Packages of the build, in build/packages: packaging/README.md says what each holds.
.PHONY: wheel tarball deb
wheel tarball deb: PURPOSE := package
wheel tarball deb: build
	@python3 packaging/$@.py $(BUILD) build/packages

# All of them, made twice and compared: build/packages/VERSION.
.PHONY: release
release: PURPOSE := package
release: build
	@python3 packaging/release.py "$(VERSION)" $(BUILD) build/packages

.PHONY: demo
demo: build
	@$(VITRINE) sample --rows $(DEMO_ROWS) --seed 1 --out build/synthetic-conference
	@echo "demo: ten real papers and a synthetic conference; then try your own: $(VITRINE) serve FILE" >&2
	@$(VITRINE) import data/sample/iclr2025 --home $(DEMO_HOME)
	@$(VITRINE) serve build/synthetic-conference --home $(DEMO_HOME) --port $(PORT)

# Tests run an optimised build in which every assertion is on, beside the one that users run. The rooms that
# read foreign bytes are also built by clang with sanitizers, together with the fuzz targets: scripts/test.sh
# does it in what the suites leave of the processor.
SANITIZED_TESTS = $(addsuffix _test,base store text source ingest)
.PHONY: test
test: PRESET := test
test: PURPOSE := test
test: configure
	@source scripts/environment.sh; \
	  cmake --build $(BUILD) -j $(JOBS); \
	  [ -f build/fuzz/build.ninja ] || cmake --preset fuzz
	@SANITIZED_TESTS="$(SANITIZED_TESTS)" scripts/test.sh $(BUILD) build/fuzz

# Every fuzz target for FUZZ_SECONDS from its seeds; FUZZ_TARGETS names fewer.
FUZZ_SECONDS ?= 30
FUZZ_TARGETS ?=
.PHONY: fuzz
fuzz: PURPOSE := test
fuzz: PRESET := fuzz
fuzz: configure
	@source scripts/environment.sh; cmake --build $(BUILD) -j $(JOBS) --target fuzz_targets
	@scripts/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# The long form of what `make test` does in short: power cuts, histories and kills, load with imports under it, and every
# fuzz target for FUZZ_SECONDS. An hour and a half.
TORTURE ?= 300
.PHONY: torture
torture: PURPOSE := test
torture: PRESET := test
torture: configure
	@source scripts/environment.sh; cmake --build $(BUILD) -j $(JOBS) --target vitrine faults_test
	@VITRINE_TORTURE=$(TORTURE) $(BUILD)/tests/faults/faults_test --gtest_brief=1
	@cd tests/cli && VITRINE_TORTURE=$(TORTURE) VITRINE_BINARY=$(CURDIR)/$(VITRINE) VITRINE_SOURCE_DIR=$(CURDIR) \
	  node --test --test-name-pattern='a kill at any moment' library.test.mjs
	@node bench/load.mjs $(VITRINE)
	@$(MAKE) fuzz FUZZ_SECONDS=120

# Plants mistakes in a copy of the tree, prints those that no test notices, and fails below 95 % noticed.
# Hours for all of them; MUTANTS="--room text --count 20" for a part, and a run that was ended goes on.
MUTANTS ?=
.PHONY: mutants
mutants: PURPOSE := test
mutants: setup
	@source scripts/environment.sh; python3 scripts/mutants/run.py --least 95 $(MUTANTS)

.PHONY: bench
bench: PURPOSE := bench
bench: build
	@scripts/bench.sh $(VITRINE)

# Ours and the peers side by side; the peers are installed below build/peers. PEERS: more arguments of
# bench/peers/run.py.
PAPERS ?= ../shared/data/papers.jsonl.zst
PEERS ?=

.PHONY: bench-peers
bench-peers: PURPOSE := bench
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
format: PURPOSE := lint
format: setup
	@clang-format-19 -i $(CXX_FILES)

# Formatting, the arrows between rooms, clang-tidy, and the web page's own checks.
.PHONY: lint
lint: PRESET := test
lint: PURPOSE := lint
lint: build
	@clang-format-19 --dry-run --Werror $(CXX_FILES)
	@python3 scripts/check_rooms.py
	@python3 scripts/check_switches.py
	@run-clang-tidy-19 -quiet -p $(BUILD) -j $(JOBS) '^$(CURDIR)/src/' > $(BUILD)/tidy.log 2>&1 \
	  || { grep -E '(warning|error):' $(BUILD)/tidy.log | sort -u; exit 1; }
	@source scripts/environment.sh; cd web && npm run --silent check && npm run --silent lint
	@echo "lint: clean"

.PHONY: clean
clean:
	rm -rf build web/dist
