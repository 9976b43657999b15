# Random policies and hostile values, see tests/policies; included by GNUmakefile.

$(B)/tests/policies: $(call obj,$(wildcard tests/policies/*.c)) $(B)/libaclgen.a $(B)/libcore.a
	@mkdir -p $(@D)
	$(call run,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(GEN_LIBS)

N ?= 1000
SEED ?= 1

.PHONY: check-policies
check-policies: all $(B)/tests/policies ## N=1000 random policies (SEED=1) and hostile values on the real Exim (root)
	@JJ_BUILD='$(abspath $(B))' JJ_POLICIES='$(N)' JJ_HOSTILE='$(N)' JJ_SEED='$(SEED)' \
		prove -v tests/policies
