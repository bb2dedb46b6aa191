#include "api/people/password_rule.h"

#include <string.h>
#include <zxcvbn.h>

#include "api/shared/problems.h"

/* Bits that a password must be worth: 10^7 guesses. Log-ins of an account that are guessed from everywhere come to one in five minutes
 * (LIMIT_LOGIN_WAIT_ACCOUNT_S), which is a hundred thousand a year. */
#define BITS_NEEDED 23.25
/* What is longer is judged by its beginning: the time grows with the square of the length. */
#define LOOKED_AT 64
#define WORDS_MAX 16
/* Shorter parts of an address or a name are found in anything. */
#define WORD_MIN 3

struct words {
	const char *word[WORDS_MAX + 1]; /* NULL at the end */
	size_t count;
};

static void add(struct words *words, const char *word)
{
	if (words->count < WORDS_MAX && strlen(word) >= WORD_MIN)
		words->word[words->count++] = word;
}

/* TEXT, and the parts of it between SEPARATORS. */
static void add_parts(struct words *words, struct arena *arena, const char *text, const char *separators)
{
	char *copy = arena_printf(arena, "%s", text), *rest = copy, *part;

	add(words, text);
	while ((part = strsep(&rest, separators)) != NULL)
		if (strcmp(part, text) != 0)
			add(words, part);
}

/* Letters of ASCII as capitals are folded by the library itself in the password, but not in these. */
static const char *folded(struct arena *arena, const char *text)
{
	char *copy = arena_printf(arena, "%s", text);

	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* The beginning of TEXT, no letter cut. */
static const char *beginning(struct arena *arena, const char *text)
{
	size_t length = strnlen(text, LOOKED_AT + 1);

	if (length <= LOOKED_AT)
		return text;
	char *copy = arena_printf(arena, "%s", text);
	for (length = LOOKED_AT; length > 0 && ((unsigned char)copy[length] & 0xC0) == 0x80;)
		length--;
	copy[length] = '\0';
	return copy;
}

enum password_fault password_fault(struct arena *arena, const char *password, const char *email, const char *name)
{
	struct words words = {.word = {"saitou", "赛投", "賽投"}, .count = 3};
	const char *looked_at = beginning(arena, password);

	if (email)
		add_parts(&words, arena, folded(arena, email), "@.+_-");
	if (name)
		add_parts(&words, arena, folded(arena, name), " .·-");
	words.word[words.count] = NULL;
	if (ZxcvbnMatch(looked_at, words.word, NULL) >= BITS_NEEDED)
		return PASSWORD_FIT;
	return ZxcvbnMatch(looked_at, NULL, NULL) >= BITS_NEEDED ? PASSWORD_OWN : PASSWORD_OBVIOUS;
}

enum handled password_fits(struct request *r, const char *password, const char *email, const char *name)
{
	switch (password_fault(r->arena, password, email, name)) {
	case PASSWORD_FIT:
		return GO_ON;
	case PASSWORD_OWN:
		return reply_problem(r, &problem_password_own, "password");
	case PASSWORD_OBVIOUS:
	default:
		return reply_problem(r, &problem_password_obvious, "password");
	}
}
