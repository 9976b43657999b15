# The mix through the real Exim while things break; included by GNUmakefile. tests/endure/faults.sh is the
# table of what breaks.

$(B)/tests/mix: $(call obj,$(wildcard tests/mix/*.c))
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(ALL_LDFLAGS)

# It gets into Exim, so without sanitizers.
$(B)/tests/endure.so: tests/endure/preload.c aclgen/preload/time_of_day.h
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(HARDEN) -iquote aclgen $(CPPFLAGS) $(CFLAGS) -shared -o $@ $< $(LDFLAGS)

ENDURE_NEEDS := $(LAB_NEEDS) $(B)/tests/mix $(B)/tests/endure.so

.PHONY: endure
endure: all $(ENDURE_NEEDS) ## a day's mail while things break (root; TIME=300 seconds, FAULT=NAME one of them)
	@JJ_BUILD='$(abspath $(B))' TIME='$(or $(TIME),300)' FAULT='$(FAULT)' sh tests/endure/endure.sh

# tests/exim/endure.t runs some of them.
TEST_TOOLS += $(ENDURE_NEEDS)
