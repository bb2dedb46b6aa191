/* Made-up contestants for the demo season: the same seed makes the same firms on every machine.
 *
 * Names are Chinese and invented, unified social credit codes have right check characters, figures are plausible for small technology
 * firms in Guangzhou; nothing here is a real firm or person. */
#ifndef TOOLS_DEMO_PEOPLE_H
#define TOOLS_DEMO_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#define DEMO_MOST_FIRMS 9000

/* A stream of numbers (splitmix64). */
struct demo_random {
	uint64_t state;
};

/* The stream for thing number INDEX of SEED: independent of every other thing. */
struct demo_random demo_random(uint64_t seed, uint64_t index);
uint64_t demo_below(struct demo_random *, uint64_t bound);             /* 0 … bound − 1 */
int64_t demo_between(struct demo_random *, int64_t low, int64_t high); /* both included */
bool demo_chance(struct demo_random *, double probability);

struct demo_firm {
	char name[96]; /* 广州… 有限公司, no two alike below DEMO_MOST_FIRMS */
	char code[19]; /* unified social credit code */
	char district[32];
	char registered_on[40];
	char project[96];
	char product[1600];
	char market[1200];
	char model[800];
	char keywords[3][32];
	char contact[32];
	char phone[40];
	char email[64];
	int industry; /* index into the rulebook's industries, 0 … industries − 1 */
	bool startup;
	int64_t staff, technical_staff;
	int64_t revenue_fen, costs_fen, assets_fen, rd_fen;
	int64_t ip_class_1, ip_class_2;
	/* an investment declared for 以投代评, where received_fen is not 0 */
	char investor[96];
	int64_t received_fen;
	double merit; /* 0 … 1, what judges will tend to see in it */
};

/* Firm number INDEX (0 … DEMO_MOST_FIRMS − 1); INDUSTRIES is how many the rulebook has. YEAR is the edition's: firms registered on or
 * after 1 January of the year before are startups. */
void demo_firm(struct demo_firm *, uint64_t seed, int index, int industries, int year);

struct demo_judge {
	char name[32];
	char organisation[64];
	char email[64];
	double severity; /* points out of a hundred by which this judge is stricter than the mean */
};

void demo_judge(struct demo_judge *, uint64_t seed, int index);

#endif
