# One file for Exim's Local/, and the versions of Exim that it and the module are tried with.
# Included by GNUmakefile.

AMALGAMATION ?= build/local_scan.c

.PHONY: amalgamation
amalgamation: $(AMALGAMATION) ## build/local_scan.c, to be compiled into Exim: local_scan/INSTALL-exim-source.md

$(AMALGAMATION): tests/tools/amalgamate.awk $(sort $(CORE_SRC)) local_scan/exim_adapter.c $(wildcard local_scan/*.h)
	@mkdir -p $(@D)
	$(call run,GEN)LC_ALL=C awk -v version='$(VERSION)' -f $< $(filter %.c,$^) >$@.tmp && mv $@.tmp $@

SCRIPTS += tests/exim-versions/amalgamation.t

.PHONY: check-exim-versions
check-exim-versions: amalgamation $(B)/aclgen $(B)/local_scan.so ## upstream Exims with joejob compiled in, other Debian releases' Exims (downloads; root for the latter)
	@prove tests/exim-versions/upstream.t tests/exim-versions/debian.t
