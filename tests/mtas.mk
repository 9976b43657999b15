# What other mail servers return of a signed header; included by GNUmakefile.

.PHONY: check-mtas
check-mtas: $(LAB_NEEDS) ## which mail servers' bounces keep a DKIM signature verifiable (downloads; root; T=NAME one)
	@sh tests/mtas/fetch.sh
	@rm -f build/mtas/table; JJ_BUILD='$(abspath $(B))' JJ_TABLE='$(abspath build/mtas/table)' \
		prove $(if $(T),tests/mtas/$(T).t,tests/mtas); rc=$$?; cat build/mtas/table; exit $$rc
