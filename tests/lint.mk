# Static analysis; included by GNUmakefile.

.PHONY: lint deps-lint
lint: ## gcc -fanalyzer, cppcheck and clang-tidy over local_scan/ and aclgen/; what is not in tests/tools/lint-known
	@sh tests/tools/lint.sh $(STD) -iquote local_scan -iquote aclgen -isystem $(PG_INC) -isystem $(EXIM_INC)

deps-lint: ## install what make lint calls (root)
	apt-get install -y --no-install-recommends cppcheck clang-tidy
