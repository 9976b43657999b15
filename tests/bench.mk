# Measurements; included by GNUmakefile. tests/bench/rows.txt is the list of rows.

BENCH_BIN := $(B)/tests/bench_detector $(B)/tests/bench_startup $(B)/tests/bench_token \
	$(B)/tests/bench_dkim $(B)/tests/bench_exim $(B)/tests/bench_command $(B)/tests/bench_state $(B)/tests/bench_crowd
BENCH_COMMON := $(B)/obj/tests/bench/measure.o $(B)/obj/tests/bench/bounces.o

$(BENCH_BIN): $(B)/tests/bench_%: $(B)/obj/tests/bench/%.o $(BENCH_COMMON) $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,LD)$(CC) -o $@ $^ $(ALL_LDFLAGS) $(CORE_LIBS)

$(B)/tests/bench_exim $(B)/tests/bench_state $(B)/tests/bench_crowd: $(B)/obj/tests/bench/peer.o

# It lends the module the names that the module takes from Exim.
$(B)/obj/tests/bench/startup.o: ALL_CFLAGS += -isystem $(EXIM_INC) -fvisibility=default
$(B)/tests/bench_startup: ALL_LDFLAGS += -rdynamic

BENCH_NEEDS := $(BENCH_BIN) $(B)/joescan $(B)/local_scan.so $(B)/aclgen $(B)/tests/mix $(B)/tests/smtp

.PHONY: bench bench-deps
bench: $(BENCH_NEEDS) ## one table of measurements (ROW=GROUP some of them, TIME=1 their share of time)
	@JJ_BUILD='$(abspath $(B))' CORPUS='$(CORPUS)' sh tests/bench/bench.sh '$(or $(TIME),1)' $(ROW)

bench-deps: ## install what the bench compares with (Debian's spamassassin; root)
	@sh tests/bench/deps.sh

# tests/repo/bench.t runs its smallest row.
TEST_TOOLS += $(BENCH_NEEDS)
