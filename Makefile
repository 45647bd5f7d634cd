# Everything here is also plain Go commands; make only remembers them.

tool := go tool -modfile=internal/tools/go.mod
flags := -trimpath -ldflags='-s -w -buildid='
fuzztime ?= 1000000x

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Run the service on 127.0.0.1:8080.
	go run ./cmd/rlscreen

.PHONY: build
build: ## Build ./rlscreen as it is released.
	CGO_ENABLED=0 go build $(flags) -o rlscreen ./cmd/rlscreen

.PHONY: check
check: lint test drift ## Everything to run before a commit.

.PHONY: lint
lint: ## Static checks, and the linter of the knowledge.
	go vet ./...
	@test -z "$$($(tool) gofumpt -l . | tee /dev/stderr)" || { echo 'not formatted: make format'; exit 1; }
	$(tool) staticcheck ./...
	for version in internal/knowledge/data/*/; do go run ./cmd/rlscreen lint "$$version" || exit 1; done

.PHONY: format
format: ## Format all Go files.
	$(tool) gofumpt -w .

.PHONY: test
test: ## All tests.
	go test ./...

.PHONY: drift
drift: ## Fail when a generated file is not what the code generates now.
	.ci/run drift

.PHONY: generate
generate: ## Write all generated files.
	go test ./internal/knowledge -run 'TestTheCompiledFile|TestTheCatalogue' -update
	go generate ./...

.PHONY: screens
screens: ## Take the pictures of docs/screens anew, from the service of make run.
	.ci/browser/screenshots http://127.0.0.1:8080 docs/screens

.PHONY: fuzz
fuzz: ## Fuzz every target for fuzztime (1000000x: runs; or 5m) each.
	@for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(fuzztime) -fuzzminimizetime 1x $$package || exit 1; \
	  done; \
	done

.PHONY: bench
bench: ## All benchmarks; compare two runs with benchstat.
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: cases
cases: ## The clinical cases, through the use case that every door calls.
	go test ./internal/app -run TestClinicalCases -v

.PHONY: docker
docker: ## Build the image rlscreen.
	docker build -t rlscreen .
