# Tamga: `make` prints this help.

GO      ?= go
BIN     := bin/tamga
LOCAL   := .local
UI_SRC  := $(shell find ui/src ui/public ui/index.html ui/vite.config.ts ui/tsconfig.json ui/package.json ui/package-lock.json -type f 2>/dev/null)
GO_SRC  := $(shell find cmd engine examples ui -name '*.go' -not -path '*/node_modules/*') go.mod go.sum \
           $(shell find engine examples -type f \( -name '*.yaml' -o -name '*.json' -o -name '*.ttf' \) -not -path '*/testdata/*')
DEMO_DB ?= sqlite:$(LOCAL)/fitness_club.db
export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: fuzz fuzz-briefly help run build ui test check lint unit examples e2e bench generate generated screens tools clean

help: ## this help
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build everything, and serve the fitness club with its demo data
	@mkdir -p $(LOCAL)
	$(BIN) serve examples/fitness_club --demo --db $(DEMO_DB)

build: $(BIN) ## build the web UI and the binary

$(BIN): ui/dist/index.html $(GO_SRC)
	$(GO) build -o $@ ./cmd/tamga

ui: ui/dist/index.html ## build the web UI, when its sources changed

ui/node_modules/.installed: ui/package.json ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

ui/dist/index.html: ui/node_modules/.installed $(UI_SRC)
	cd ui && npm run build
	@touch $@

test: tools lint unit fuzz-briefly ui-check examples generated e2e ## everything that must hold: both databases, the UI, the examples, end to end
	@echo "All tests passed."

check: test ## the same: what CI runs

lint: ui/dist/index.html ## format and vet
	@wrong=$$(gofmt -l cmd engine examples ui/*.go); [ -z "$$wrong" ] || { echo "not formatted (gofmt -w):"; echo "$$wrong"; exit 1; }
	$(GO) vet ./...

unit: ui/dist/index.html ## the tests in Go, on SQLite and PostgreSQL
	$(GO) test -timeout 30m ./...

# What is typed by strangers: files, texts that are laid out, expressions, their SQL, conditions of the API.
FUZZERS  := compile/FuzzSource spec/FuzzFormat rule/FuzzCompile query/FuzzSQL api/FuzzWhere
FUZZTIME ?= 10m
PAIRS    ?= 5000000

fuzz: ui/dist/index.html ## try what nobody would type, for long (FUZZTIME each), and PAIRS pairs of expressions and records
	@for f in $(FUZZERS); do echo "$$f"; $(GO) test ./engine/$${f%/*} -run '^$$' -fuzz "^$${f#*/}\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 200x || exit 1; done
	$(GO) test ./engine/query -run TestRandomPackagesAgree -timeout 24h -pairs $(PAIRS) -seed 0 -v

fuzz-briefly: ui/dist/index.html
	@mkdir -p $(LOCAL)
	@for f in $(FUZZERS); do echo "$$f"; $(GO) test ./engine/$${f%/*} -run '^$$' -fuzz "^$${f#*/}\$$" -fuzztime 10s -fuzzminimizetime 50x >$(LOCAL)/fuzz.log 2>&1 || { cat $(LOCAL)/fuzz.log; exit 1; }; tail -1 $(LOCAL)/fuzz.log; done

.PHONY: ui-check
ui-check: ui/node_modules/.installed ## types and tests of the web UI
	cd ui && npm run check

examples: build ## every example is right, and its own tests pass
	@for dir in examples/*/; do echo "$$dir"; $(BIN) fmt --check $$dir && $(BIN) check $$dir && $(BIN) test $$dir || exit 1; done

e2e: build ## the main job in a browser
	@if [ -d ui/e2e ]; then cd ui && npm run e2e; else echo "no end-to-end tests here"; fi

generate: ## write again what is made from the code: schemas and goldens
	@mkdir -p schemas
	$(GO) run ./cmd/tamga schema > schemas/tamga.schema.json.new && mv schemas/tamga.schema.json.new schemas/tamga.schema.json
	$(GO) run ./cmd/tamga access matrix examples/fitness_club > examples/fitness_club/access.txt.new && mv examples/fitness_club/access.txt.new examples/fitness_club/access.txt
	$(GO) test ./engine/view -update >/dev/null

generated: ## fails unless what is made from the code is as it would be made now
	@before=$$(mktemp); git status --porcelain > $$before; git diff >> $$before; $(MAKE) -s generate; \
	after=$$(mktemp); git status --porcelain > $$after; git diff >> $$after; \
	cmp -s $$before $$after || { echo "generated files are stale: run make generate and commit"; git status --short; exit 1; }

bench: ui/dist/index.html ## requests a second and CPU for each, on both databases; the time and memory of a check; expressions; a keystroke
	$(GO) test ./engine/rule ./engine/compile ./engine/lsp -run '^$$' -bench 'Eval|PlainExpr|Edit|Keystroke' -timeout 30m
	$(GO) test ./cmd/tamga -run '^$$' -bench . -benchtime 2s -timeout 30m

screens: build ## pictures of the main screens, for people to look at
	cd ui && npm run screens

tools: ## what the tests need and the machine may lack: PostgreSQL, Chromium and Neovim (as root, on Debian)
	@need=""; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$$need postgresql"; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || need="$$need chromium"; \
	command -v nvim >/dev/null || need="$$need neovim"; \
	if [ -n "$$need" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$need >/dev/null; \
		else echo "please install:$$need"; exit 1; fi; fi

clean: ## forget what was built and the demo's database
	rm -rf bin $(LOCAL) ui/node_modules && find ui/dist -mindepth 1 ! -name placeholder -delete
