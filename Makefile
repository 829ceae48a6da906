# The project's commands; `make` alone lists them.
#
# `make drill` ends with firedrill's own exit status: once everything is there, firedrill takes the place of make's
# process (.ci/become.c), which also means that Ctrl-C reaches it directly. Where make cannot load that (it is older
# than 4.0, there is no C compiler) or still has goals to make after `drill`, it ends with its own 2, as it does for
# every recipe that fails, and the last line but one says what firedrill's status was.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help engine drill sample sample-again schemas test lint fuzz bench clean clean-images have-cargo have-busybox

# The drills to run, as in: make drill SCENARIOS="nginx-crashes redis-stops". None named: all.
SCENARIOS ?=

help: ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

engine: ## see to it that a Docker engine answers: install one and start it where there is none
	@.ci/engine

CARGO_MISSING = Missing: cargo. Install Rust with rustup, or, if you have, put ~/.cargo/bin on your PATH.
HAVE_CARGO = { command -v cargo >/dev/null || { echo '$(CARGO_MISSING)' >&2; exit 3; }; }

have-cargo:
	@$(HAVE_CARGO)

DRILL = $(HAVE_CARGO) && .ci/engine && cargo build --release --locked \
  && exec cargo run --release --locked --quiet -- run $(SCENARIOS)

BECOME := $(or $(CARGO_TARGET_DIR),target)/make/become.so
$(BECOME): .ci/become.c
	@mkdir -p $(@D) && $(CC) -shared -fPIC -o $@ $< 2>/dev/null \
	  || echo "make drill will not end with firedrill's own status: $(CC) could not compile $<" >&2

# Not in a dry run, and not where make has more to do.
TAKES_OVER = $(and $(filter drill,$(lastword $(MAKECMDGOALS))),$(if $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),,yes))

drill: $(BECOME) ## engine, build, and the drills: SCENARIOS="…", or all; ends with firedrill's exit status
	@$(if $(TAKES_OVER),$(eval -load $(BECOME)(become_setup))$(become $(DRILL)))( $(DRILL) ) || { \
	  status=$$?; echo "firedrill's exit status: $$status" >&2; exit $$status; }

# A claim that is contradicted is part of the sample, and no reason to keep none.
sample: have-cargo engine ## drill the bundled pack for the sample in reports/sample, which CI checks
	cargo build --release --locked
	rm -rf reports/sample/*/
	cargo run --release --locked --quiet -- run --report-dir reports/sample || [ $$? = 1 ]
	rm -rf reports/sample/*/logs
	gzip -9n reports/sample/*/*.jsonl

sample-again: have-cargo ## render the sample again, from the timelines that are there
	gunzip --keep reports/sample/*/*.jsonl.gz
	run=$$(basename reports/sample/*/); cargo run --release --locked --quiet -- \
	  report $$run --report-dir reports/sample >/dev/null || [ $$? = 1 ]
	rm reports/sample/*/*.jsonl

# A stack goes up and down while the tests run that need none: so its images, which take minutes to build where there
# are none, are there when the others begin. What goes wrong with them, these tell better.
IN := $(or $(CARGO_TARGET_DIR),target)
UP_AND_DOWN = for what in up down; do $(IN)/debug/firedrill $$what --report-dir $(IN)/images; done

test: engine lint have-busybox ## all that CI checks, on the real stack
	cargo test --locked --no-run
	@($(UP_AND_DOWN)) >$(IN)/images.log 2>&1 & images=$$!; status=0; \
	echo 'cargo test --locked --lib --test offline --test fuzz'; \
	cargo test --locked --lib --test offline --test fuzz || status=$$?; wait $$images || true; exit $$status
	cargo test --locked --test live
	cargo test --locked --doc

# The engine room is tested with an image of nothing but a static busybox.
have-busybox:
	@[ -x /bin/busybox ] || .ci/install busybox-static

schemas: have-cargo ## write schemas/*.json and scenarios/README.md anew, from the code
	@for file in pack report scenario; do cargo run --locked --quiet -- schema $$file > schemas/$$file.json; done
	@cargo run --locked --quiet -- schema reference > scenarios/README.md

lint: have-cargo ## formatting, lints, documentation, licences
	@# Every file by its name: what a macro declares as a module is none that cargo fmt finds.
	rustfmt --check $$(find src tests benches -name '*.rs')
	cargo clippy --all-targets --locked -- -D warnings
	@# With the rooms closed, as they are built for use: only so is it seen what nobody uses.
	cargo clippy --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked --features rooms
	@$(call if-there,cargo-deny,cargo deny --locked check bans licenses sources)
	@$(call if-there,shellcheck,shellcheck .ci/engine .ci/install .ci/run)

# $(call if-there,PROGRAM,COMMAND): a check that needs a program which not everybody has; nothing is installed for it.
if-there = if command -v $1 >/dev/null; then echo '$2'; $2; else echo 'skipped, since $1 is not installed: $2'; fi

# Optimised, and with overflow checked as in every test build. INPUTS for each of the parsers.
INPUTS ?= 700000

fuzz: have-cargo ## broken inputs to every parser: INPUTS=700000 for each (see tests/fuzz/main.rs)
	FIREDRILL_FUZZ_INPUTS=$(INPUTS) CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --locked --test fuzz -- --nocapture

bench: have-cargo ## the benchmarks
	cargo bench --locked

clean: have-cargo ## remove what was built; images are kept
	cargo clean

clean-images: ## remove firedrill's images from the engine; the next drill builds them again
	@docker image ls --filter reference='firedrill/*' --format '{{.Repository}}:{{.Tag}}' | { grep -v '<none>' || true; } \
	  | xargs --no-run-if-empty docker image rm
