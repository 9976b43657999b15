# Test targets; included by GNUmakefile.

UNIT_BIN := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
HOST_BIN := $(patsubst tests/host/%.c,$(B)/tests/%,$(wildcard tests/host/test_*.c))

$(B)/tests/test_%: tests/unit/test_%.c $(B)/libaclgen.a $(B)/libcore.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libaclgen.a $(B)/libcore.a $(ALL_LDFLAGS) $(GEN_LIBS) -lcriterion
