# Looks at: nothing else of the house.
# The contest's PKI.
noinst_LIBRARIES += libcerts.a
libcerts_a_SOURCES = \
	certs/pki.c certs/pki.h
CERTS_LIBS = libcerts.a $(OPENSSL_LIBS)
