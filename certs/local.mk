# The contest's PKI. Looks at: nothing else of the house.
noinst_LIBRARIES += libcerts.a
libcerts_a_SOURCES = \
	certs/pki.c certs/pki.h
CERTS_LIBS = libcerts.a $(OPENSSL_LIBS)
