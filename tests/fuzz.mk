# Fuzzing the detector; included by GNUmakefile. tests/fuzz/run.sh says how a run goes.

FUZZ_CC ?= clang
FUZZ_ALL := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS = $(STD) $(filter-out -Wlogical-op,$(WARN)) -O2 -g -fno-omit-frame-pointer -fno-sanitize-recover=all -iquote local_scan -MMD -MP
FUZZ_BIN := $(FUZZ_ALL:%=build/fuzz/fuzz_%)
REPLAY_BIN := $(FUZZ_ALL:%=$(B)/tests/replay_%)

build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call run,CC)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<

$(FUZZ_BIN): build/fuzz/fuzz_%: build/fuzz/obj/tests/fuzz/fuzz_%.o $(CORE_SRC:%.c=build/fuzz/obj/%.o)
	$(call run,CC)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $@ $^ $(CORE_LIBS)

# The same targets without libFuzzer, over their seeds and what was found once.
$(REPLAY_BIN): $(B)/tests/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(ALL_CFLAGS) -o $@ $(filter %.c %.a,$^) $(ALL_LDFLAGS) $(CORE_LIBS)

test-programs: $(REPLAY_BIN)

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_BIN)

fuzz: ## fuzz the detector, TIME=60 seconds a target (T=NAME one of them, JOBS=2 at a time)
	@mkdir -p build/fuzz
	@if sh tests/fuzz/run.sh able '$(FUZZ_CC)'; then \
		$(MAKE) --no-print-directory -s fuzz-programs && \
		sh tests/fuzz/run.sh all '$(or $(TIME),60)' '$(JOBS)' $(or $(T),$(FUZZ_ALL)); \
	else echo 'fuzz: SKIP: $(FUZZ_CC) has no libFuzzer'; fi

-include $(shell find build/fuzz/obj -name '*.d' 2>/dev/null)
