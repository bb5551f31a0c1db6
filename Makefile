# Everything a person needs is a target here; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-test build run test test-unit test-e2e soak bench format lint clean

SWIFT ?= swift
# The same flags on a terminal and off it: others would build everything anew.
RELEASE = -c release --product tailrace --no-color-diagnostics $(STATIC)
# On Linux the Swift runtime and Foundation go into the program, where this Swift can do that: it starts a third sooner and runs
# where no Swift is installed. (lld, which comes with Swift, because the older linker warns of a function in Foundation that
# nobody here calls.)
ifeq ($(shell uname -s),Linux)
STATIC = $(shell test -e "$$($(SWIFT) -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1_static/p')/linux/libswiftCore.a" \
	&& echo --static-swift-stdlib -Xswiftc -use-ld=lld)
endif
# What the program links against, and what only its tests need, as Debian and Ubuntu name them.
APT_BUILD := libncurses-dev libsqlite3-dev libsimdjson-dev zlib1g-dev libzstd-dev libgd-dev g++ git
APT_TEST := tmux python3
BREW_BUILD := ncurses sqlite simdjson zlib zstd gd
BREW_TEST := tmux python3
OLDEST_SWIFT := 6.2
# What `make bench` measures on.
RECORDS ?= 1000000

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## install what is missing, build for speed, open the dashboard on the bundled pipeline
	@echo "== building tailrace (release; the first time takes some minutes)"
	@$(SWIFT) build $(RELEASE)
	@exec .build/release/tailrace $(ARGS)

test: setup-test lint test-unit test-e2e ## install what is missing, then every test, the end-to-end ones included

test-unit: ## the tests of every target
	@echo "== building and running the tests"
	@$(SWIFT) test --parallel

test-e2e: ## the real binary, driven in a terminal
	@echo "== end to end: the real binary in tmux"
	@$(SWIFT) build --product tailrace
	@python3 Tests/EndToEnd/run.py --binary "$$($(SWIFT) build --show-bin-path)/tailrace"

soak: setup-test ## the long runs: kill -9 many times, large files, long traffic
	@$(SWIFT) build $(RELEASE)
	@python3 Tests/EndToEnd/run.py --soak --binary .build/release/tailrace

bench: setup-test ## measure it, beside lnav, ripgrep and jq where they are installed (RECORDS=10000000 for more)
	@echo "== building tailrace (release; the first time takes some minutes)"
	@$(SWIFT) build $(RELEASE)
	@python3 Tests/Benchmarks/run.py --binary .build/release/tailrace --records $(RECORDS)

build: setup ## build for debugging
	@$(SWIFT) build

format: ## format the code in place
	@$(SWIFT) format -i -r Package.swift Sources Tests

lint: ## fail where the code is not formatted
	@echo "== checking the format"
	@$(SWIFT) format lint --strict -r Package.swift Sources Tests

clean: ## remove what was built
	@rm -rf .build

setup: ## install what the build needs, if it is missing
	@$(call install,$(APT_BUILD),$(BREW_BUILD))

setup-test: ## the same, with what the tests need
	@$(call install,$(APT_BUILD) $(APT_TEST),$(BREW_BUILD) $(BREW_TEST))

# Installs those of the packages that are missing; $(1) by Debian's names, $(2) by Homebrew's.
define install
	set -e; \
	if ! command -v $(SWIFT) >/dev/null 2>&1; then \
	  echo "Swift $(OLDEST_SWIFT) or later is needed and was not found: install it from https://www.swift.org/install, then run this again." >&2; exit 2; \
	fi; \
	if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then \
	  missing=""; \
	  for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	  if [ -n "$$missing" ]; then \
	    as_root=""; \
	    if [ "$$(id -u)" != 0 ]; then \
	      command -v sudo >/dev/null 2>&1 || { echo "Missing:$$missing. Neither root nor sudo here: have an administrator run: apt-get install$$missing" >&2; exit 2; }; \
	      as_root=sudo; \
	    fi; \
	    echo "== installing$$missing"; \
	    $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $$missing; \
	  fi; \
	elif command -v brew >/dev/null 2>&1; then \
	  for p in $(2); do brew list --versions $$p >/dev/null 2>&1 || { echo "== installing $$p"; brew install -q $$p; }; done; \
	else \
	  stamp=.build/setup-by-hand; \
	  if [ ! -e $$stamp ]; then \
	    echo "No package manager that is known here (apt-get or brew). Install these, by the names of your system, then run 'mkdir -p .build && touch $$stamp' and this again:" >&2; \
	    echo "  $(1)" >&2; exit 2; \
	  fi; \
	fi
endef
