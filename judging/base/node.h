/* Light JSON values, made in a slab: what results explain themselves with, thousands of objects that are written once and thrown away.
 *
 * An object (or list) is begun with node_object() (node_list()) and filled by the node_put_…() functions. Every function takes NULL for the
 * object, and then does nothing, so that one who computes need not ask at each step whether anybody wants an explanation. Keys and texts
 * are borrowed and must outlive the slab's contents; JSON values too. A key must not be put twice.
 *
 * As there are as many explanations as entries, each is bounded, so that results grow with the dossier and not with its square: a list shows its
 * first NODE_SHOWN rows, and inside one explanation stand NODE_SHOWN_IN_ALL objects at most, fewer with long texts: NODE_BYTES of them take the
 * place of an object. Rows that are left out are only counted: a list with such is followed by a member of its key and `_more` with their
 * number. A text of more than NODE_TEXT bytes is cut, and ends in "…". */
#ifndef JUDGING_BASE_NODE_H
#define JUDGING_BASE_NODE_H

#include "judging/base/canonical.h"
#include "judging/base/decimal.h"
#include "judging/base/slab.h"

struct node;

#define NODE_SHOWN 32
#define NODE_SHOWN_IN_ALL 256
#define NODE_BYTES 64
#define NODE_TEXT 8192

/* An explanation of its own. NULL if SLAB is NULL. */
struct node *node_object(struct slab *);
struct node *node_list(struct slab *);

/* A part of the explanation that OBJECT belongs to, as its member KEY. NULL if OBJECT is NULL. */
struct node *node_object_in(struct node *object, const char *key);
struct node *node_list_in(struct node *object, const char *key);

/* A new object at the end of LIST. NULL if LIST is NULL, or if there is no more room: then the list counts it. */
struct node *node_row(struct node *list);

/* Counts COUNT rows of LIST as left out; COUNT is 0 if LIST is NULL. */
void node_leave_out(struct node *list, size_t count);

/* Whether the explanation that OBJECT belongs to has room for more inside it. */
bool node_has_room(struct node *object);

/* Members of an object. A TEXT or VALUE of NULL puts nothing, a CHILD of NULL neither. */
void node_put_integer(struct node *, const char *key, int64_t);
void node_put_flag(struct node *, const char *key, bool);
void node_put_text(struct node *, const char *key, const char *text);
/* A text of a row of results itself, which is no explanation: ids, as they are however long. */
void node_put_name(struct node *, const char *key, const char *text);
void node_put_json(struct node *, const char *key, const json_t *value);
void node_put_node(struct node *, const char *key, struct node *child); /* which is complete */
void node_put_null(struct node *, const char *key);

/* SCALED / 10^DIGITS as a number (DIGITS at most 6). */
void node_put_decimal(struct node *, const char *key, int128 scaled, int digits);

/* A number: exact as an integer up to 2^53 - 1, else the nearest double (null beyond all doubles). */
void node_put_number(struct node *, const char *key, const mpq_t value);

/* A text with up to six decimals, rounded half away from zero, without zeros at the end: "86.666667", "-0.5", "90". */
void node_put_score(struct node *, const char *key, const mpq_t value);

/* The slab it lives in, NULL for NULL: for texts. */
struct slab *node_slab(struct node *);

/* Whether an object has nothing in it. */
bool node_is_empty(const struct node *);

/* Writes canonical JSON. */
void node_write(struct node *, struct canonical_text *);

/* The same value as a new reference. */
json_t *node_json(struct node *);

#endif
