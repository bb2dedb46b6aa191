# The pages, built by Vite in a copy of web/ below the build folder, so that the sources stay untouched (and may be read-only).
if WEB
web_sources = $(shell cd $(srcdir) && find web/src web/test web/public web/reference web/index.html web/limits.mjs web/floor.json web/lint.mjs web/lint.d.mts web/package.json web/package-lock.json web/.npmrc web/tsconfig.json web/vite.config.ts -type f 2>/dev/null | grep -v "api/schema.d.ts\|api/limits.ts")
web/dist/index.html: $(web_sources:%=$(srcdir)/%) $(srcdir)/api/openapi.yaml $(srcdir)/api/examples.json | saitoud$(EXEEXT)
	$(AM_V_GEN)rm -rf web/dist web/src web/test web/public web/reference && mkdir -p web api \
	&& for file in openapi.yaml examples.json; do cmp -s $(srcdir)/api/$$file api/$$file || cp $(srcdir)/api/$$file api/$$file || exit 1; done \
	&& (cd $(srcdir)/web && tar cf - --exclude=node_modules --exclude=dist .) | (cd web && tar xf -) && chmod -R u+w web api/openapi.yaml api/examples.json \
	&& cd web && { cmp -s package-lock.json node_modules/.lock || { npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.lock; }; } \
	&& npm run --silent types >types.log && npx --no-install vite build --logLevel warn \
	&& ../saitoud$(EXEEXT) --problems >problems.json && node reference/build.mjs ../api dist/docs problems.json
all-local: web/dist/index.html
web-check: web/dist/index.html
	cd web && npm run --silent check
web-test: web/dist/index.html
	cd web && npm run --silent test
install-data-local: web/dist/index.html
	rm -rf "$(DESTDIR)$(pkgdatadir)/web" && $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)" && cp -R web/dist "$(DESTDIR)$(pkgdatadir)/web"
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/web"
clean-local:
	rm -rf web/dist
distclean-local:
	test "$(srcdir)" = . || rm -rf web api/openapi.yaml api/examples.json
endif
.PHONY: web-check web-test
