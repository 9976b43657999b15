# Test targets; included by GNUmakefile.

UNIT_BIN := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
HOST_BIN := $(patsubst tests/host/%.c,$(B)/tests/%,$(wildcard tests/host/test_*.c))

# What tests of one folder have in common stands in files there that are not named test_*.
test_helpers = $(call obj,$(filter-out tests/$(1)/test_%,$(wildcard tests/$(1)/*.c)))

$(UNIT_BIN): $(B)/tests/%: tests/unit/%.c $(call test_helpers,unit) $(B)/libaclgen.a $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $< $(filter %.o %.a,$^) $(ALL_LDFLAGS) $(GEN_LIBS) -lcriterion

# The adapter on a fake Exim; what asks for memory is wrapped, to run out of it (tests/host/memory.h).
HOST_WRAPS := jj_new calloc opendir $(patsubst %,pcre2_%_8,compile match match_data_create \
	match_data_create_from_pattern match_context_create)
$(B)/obj/tests/host/%.o $(HOST_BIN): ALL_CFLAGS += -isystem $(EXIM_INC)

$(HOST_BIN): $(B)/tests/%: tests/host/%.c $(call test_helpers,host) \
		$(B)/obj/local_scan/exim_adapter.o $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $< $(filter %.o %.a,$^) $(ALL_LDFLAGS) $(HOST_WRAPS:%=-Wl,--wrap=%) $(CORE_LIBS) -lcriterion

# Lets one allocation fail in whatever it is loaded into.
$(B)/tests/alloc_fail.so: tests/tools/alloc_fail.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) -shared -o $@ $<

.PHONY: check-alloc
check-alloc: all $(B)/tests/alloc_fail.so ## every single allocation of aclgen and joescan fails once (T=NAME one command)
	@ALLOC_ALL=1 JJ_BUILD='$(abspath $(B))' T='$(T)' tests/repo/out-of-memory.t

.PHONY: check-valgrind
check-valgrind: all test-programs ## every golden message and policy, and the tests of units and of command lines, under valgrind
	@ALL=1 JJ_BUILD='$(abspath $(B))' tests/repo/valgrind.t

.PHONY: check-symbols
check-symbols: $(B)/local_scan.so ## what the module shows to Exim and takes from it, against local_scan/host_symbols
	@sh tests/tools/check-symbols.sh $< local_scan/host_symbols

# A corpus of real bounces beside the project; another folder of the same form by CORPUS=DIR.
CORPUS ?= ../shared/corpus

$(B)/tests/corpus: tests/tools/corpus.c $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libcore.a $(ALL_LDFLAGS) $(CORE_LIBS) -ljansson

# The keys of the policy and the codes of the diagnostics, as the program has them;
# tests/repo/docs.t compares the pages with them.
$(B)/tests/policy-keys $(B)/tests/diag-codes: $(B)/tests/%: tests/tools/%.c $(B)/libaclgen.a $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libaclgen.a $(B)/libcore.a $(ALL_LDFLAGS) $(GEN_LIBS)

.PHONY: check-corpus
check-corpus: $(B)/tests/corpus ## score the detector on real bounces (V=1 all wrong cases, F=TEXT one file)
	@$(B)/tests/corpus $(if $(V),-v) $(if $(F),-f '$(F)') '$(CORPUS)'

# The lab: real Exims in namespaces, see tests/lab/lab.sh.
LAB_NEEDS := $(B)/local_scan.so $(B)/aclgen $(B)/tests/smtp

$(B)/tests/smtp: tests/lab/smtp.c
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $< $(ALL_LDFLAGS)

.PHONY: demo
demo: all $(LAB_NEEDS) ## forged and genuine bounces through a real Exim, both doors (root)
	@JJ_BUILD='$(abspath $(B))' sh tests/lab/demo.sh

.PHONY: check-exim
check-exim: $(LAB_NEEDS) ## the tests against the real Exim (root; T=NAME one of them)
	@JJ_BUILD='$(abspath $(B))' prove $(if $(T),tests/exim/$(T).t,tests/exim)

# Everything, by prove(1): C units and the adapter under ASan and UBSan, the programs as built and
# again under sanitizers, the repository's own rules, and the real Exim.
SAN_DIR := build/san
# Three at a time on two processors, since most wait for somebody.
JOBS ?= 3
# The long ones first: those that only compute beside those that wait for Exim.
SCRIPTS = $(wildcard tests/repo/san.t) $(filter-out tests/repo/san.t,$(wildcard tests/policies/*.t tests/exim/*.t \
	tests/golden/*.t tests/cli/*.t tests/repo/*.t))

.PHONY: test-programs check check-unit
test-programs: $(UNIT_BIN) $(HOST_BIN)

TEST_TOOLS += $(addprefix $(B)/tests/,alloc_fail.so policy-keys policies diag-codes corpus smtp)

check: ## every test (root, for the real Exim; else those are skipped)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(TEST_TOOLS)
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=san all test-programs
	@JJ_BUILD='$(abspath $(B))' prove -j$(JOBS) --exec tests/tools/run-test.sh \
		$(patsubst build/%,$(SAN_DIR)/%,$(UNIT_BIN) $(HOST_BIN)) $(SCRIPTS)

check-unit: test-programs ## C units only (T=NAME one of them; VARIANT=san for sanitizers)
	@prove --exec tests/tools/run-test.sh $(if $(T),$(B)/tests/test_$(T),$(UNIT_BIN) $(HOST_BIN))

.PHONY: check-san
check-san: ## the command-line and golden tests with sanitizers, also those that mostly talk to Exim
	@$(MAKE) --no-print-directory -j$(JOBS) all $(TEST_TOOLS)
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=san all
	@ALL=1 tests/repo/san.t

.PHONY: check-docs
check-docs: all $(B)/tests/policy-keys $(B)/tests/diag-codes ## code, schema, pages, examples and completion say the same (root, for the examples in the pages)
	@JJ_BUILD='$(abspath $(B))' prove tests/repo/docs.t tests/repo/snippets.t tests/repo/schema.t tests/cli/completion.t

.PHONY: check-examples
check-examples: all ## the shipped examples: their policies, conversations and generated files (root; T=NAME one, UPDATE=1 writes the files)
	@JJ_BUILD='$(abspath $(B))' EXAMPLE='$(T)' UPDATE='$(UPDATE)' prove tests/cli/aclgen-examples.t

.PHONY: deps build-deps deb-deps
deps: ## install the Debian packages that building and testing take (root)
	@sh tests/tools/deps.sh

build-deps: ## ... those that building takes: no servers, and no Exim
	@sh tests/tools/deps.sh build

deb-deps: ## ... and those of make deb
	@sh tests/tools/deps.sh deb

# Unit tests include sources of programs; a change in those rebuilds them.
-include $(wildcard $(B)/tests/*.d)
