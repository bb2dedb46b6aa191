#include "api/entry/receipt_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/entry/entry_attachments.h"
#include "api/shared/zones.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/text.h"
#include "core/request/locale.h"
#include "judging/rulebook.h"

#define MARK "saitou-receipt/2 "

enum line {
	TITLE,
	EDITION,
	NUMBER,
	ORDINAL,
	PROJECT,
	FIRM,
	ARRIVED,
	BY,
	FILES,
	INVESTMENTS,
	PERSON,
	RECEIVED,
	REGISTERED,
	UNTIL,
	CHECK,
	LINES
};

static const char *const words[LINES][LOCALES] = {
    [TITLE] = {"提交回执", "提交回執", "Receipt of a submission"},
    [EDITION] = {"赛事", "賽事", "Contest"},
    [NUMBER] = {"参赛编号", "參賽編號", "Number"},
    [ORDINAL] = {"提交次数", "提交次數", "Submission"},
    [PROJECT] = {"项目名称", "項目名稱", "Project"},
    [FIRM] = {"企业", "企業", "Firm"},
    [ARRIVED] = {"到达时间", "到達時間", "Arrived"},
    [BY] = {"提交人", "提交人", "Submitted by"},
    [FILES] = {"附件（名称、字节数、SHA-256）", "附件（名稱、位元組數、SHA-256）", "Files (name, bytes, SHA-256)"},
    [INVESTMENTS] = {"申报的投资", "申報的投資", "Investments declared"},
    [PERSON] = {"自然人投资者", "自然人投資者", "A natural person"},
    [RECEIVED] = {"到账（元）", "到賬（元）", "received (CNY)"},
    [REGISTERED] = {"变更登记日", "變更登記日", "registered on"},
    [UNTIL] = {"截止前可以修改并再次提交，以最后一次提交为准。", "截止前可以修改並再次提交，以最後一次提交為準。",
	"Until the deadline the entry can be changed and submitted again; the last submission counts."},
    [CHECK] = {"任何人都可以在此核验这份回执", "任何人都可以在此核驗這份回執", "Anybody can check this receipt at"},
};

/* ---- the text ---- */

struct writer {
	struct request *r;
	enum locale locale;
	FILE *out;
};

/* A text of somebody's on its line: it cannot make lines of its own. */
static const char *one_line(const struct writer *w, const char *text)
{
	struct text_fault fault;

	return text ? text_take(w->r->arena, TEXT_LINE, text, strlen(text), &fault) : "";
}

static const char *member(const struct writer *w, const json_t *object, const char *name)
{
	return one_line(w, json_string_value(json_object_get(object, name)));
}

static void put(const struct writer *w, enum line label, const char *value)
{
	fprintf(w->out, "%s: %s\n", words[label][w->locale], value);
}

static void put_files(const struct writer *w, const json_t *files, const char *indent)
{
	size_t i;
	const json_t *file;

	json_array_foreach (files, i, file)
		fprintf(w->out, "%s%s · %s · %" JSON_INTEGER_FORMAT " · %s\n", indent,
		    entry_attachment_label(member(w, file, "kind"), w->locale), member(w, file, "filename"),
		    json_integer_value(json_object_get(file, "size")), member(w, file, "sha256"));
}

static void put_investment(const struct writer *w, const json_t *investment)
{
	const json_t *facts = json_object_get(investment, "facts"), *received = json_object_get(facts, "received_fen");
	const char *investor = json_string_value(json_object_get(investment, "investor")), *registered = member(w, facts, "registered_on");

	fprintf(w->out, "  %s", investor ? one_line(w, investor) : words[PERSON][w->locale]);
	if (json_is_integer(received))
		fprintf(w->out, " · %s %" JSON_INTEGER_FORMAT ".%02" JSON_INTEGER_FORMAT, words[RECEIVED][w->locale],
		    json_integer_value(received) / 100, json_integer_value(received) % 100);
	if (*registered)
		fprintf(w->out, " · %s %s", words[REGISTERED][w->locale], registered);
	fputc('\n', w->out);
	put_files(w, json_object_get(investment, "evidence"), "    ");
}

static void put_investments(const struct writer *w, const json_t *investments)
{
	size_t i;
	const json_t *investment;

	if (json_array_size(investments) == 0)
		return;
	fprintf(w->out, "\n%s:\n", words[INVESTMENTS][w->locale]);
	json_array_foreach (investments, i, investment)
		put_investment(w, investment);
}

/* By the clock that counted then: by another it would be another receipt. */
static const struct zone *zone_then(const struct receipt *receipt)
{
	return zone_of(json_string_value(json_object_get(receipt->body, "timezone")));
}

const char *receipt_zone(const struct receipt *receipt)
{
	return zone_name(zone_then(receipt));
}

static void put_head(const struct writer *w, const struct receipt *receipt)
{
	struct arena *arena = w->r->arena;
	const json_t *firm = json_object_get(receipt->body, "firm"), *form = json_object_get(receipt->body, "form");
	const struct zone *zone = zone_then(receipt);
	const char *title = rulebook_text(json_object_get(receipt->body, "edition_title"), locale_tags[w->locale]);

	fprintf(w->out, "%s\n\n", words[TITLE][w->locale]);
	put(w, EDITION, arena_printf(arena, "%s (%s)", one_line(w, title), member(w, receipt->body, "edition")));
	put(w, NUMBER, receipt->number);
	put(w, ORDINAL, arena_printf(arena, "%lld", (long long)receipt->ordinal));
	put(w, PROJECT, member(w, form, "project_name"));
	put(w, FIRM, arena_printf(arena, "%s (%s %s)", member(w, firm, "name"), member(w, firm, "jurisdiction"), member(w, firm, "code")));
	put(w, ARRIVED, arena_printf(arena, "%s (%s)", zone_time(arena, zone, receipt->arrived_at), zone_words(w->r, w->locale, zone)));
	fprintf(w->out, "UTC: %s\n", time_text(arena, receipt->arrived_at));
	put(w, BY, one_line(w, receipt->submitted_by));
	fprintf(w->out, "SHA-256: %s\n", receipt->sha256);
}

const char *receipt_text(struct request *r, enum locale locale, const struct receipt *receipt)
{
	char *buffer = NULL;
	size_t length;
	struct writer w = {r, locale, open_memstream(&buffer, &length)};
	const json_t *files = json_object_get(receipt->body, "attachments");

	if (!w.out)
		fatal("out of memory");
	put_head(&w, receipt);
	if (json_array_size(files) > 0)
		fprintf(w.out, "\n%s:\n", words[FILES][locale]);
	put_files(&w, files, "  ");
	put_investments(&w, json_object_get(receipt->body, "investments"));
	/* Where it could be checked then: a server that has moved still knows its receipts. */
	fprintf(w.out, "\n%s\n%s: %s\n" MARK "%s %lld %s\n", words[UNTIL][locale], words[CHECK][locale],
	    member(&w, receipt->body, "check_at"), receipt->number, (long long)receipt->ordinal, receipt->sha256);
	if (fclose(w.out) != 0)
		fatal("out of memory");
	arena_defer(r->arena, free, buffer);
	return buffer;
}

/* ---- the comparison ---- */

struct lines {
	const char **text;
	size_t count;
};

/* The lines of TEXT that have something in them, without white space around them. */
static struct lines lines_of(struct request *r, const char *text)
{
	struct lines lines = {
	    arena_alloc(r->arena, (strlen(text) / 2 + 1) * sizeof *lines.text), 0}; /* a line has a character and its end */
	char *rest = arena_strdup(r->arena, text);

	for (char *line; (line = strsep(&rest, "\n"));) {
		size_t length = strlen(line);
		while (length > 0 && strchr(" \t\r", line[length - 1]))
			line[--length] = '\0';
		line += strspn(line, " \t");
		if (*line)
			lines.text[lines.count++] = line;
	}
	return lines;
}

/* The longest common subsequence (Wagner and Fischer 1974): SAME[i * (b + 1) + j] for what follows A[i] and B[j]. */
static size_t *common(struct request *r, const struct lines *a, const struct lines *b)
{
	size_t width = b->count + 1, *same = arena_alloc(r->arena, (a->count + 1) * width * sizeof *same);

	for (size_t i = a->count; i-- > 0;)
		for (size_t j = b->count; j-- > 0;) {
			size_t down = same[(i + 1) * width + j], right = same[i * width + j + 1];
			same[i * width + j] = strcmp(a->text[i], b->text[j]) == 0 ? same[(i + 1) * width + j + 1] + 1
					      : down > right                      ? down
										  : right;
		}
	return same;
}

static bool begins(const char *line, const char *mark)
{
	return strncmp(line, mark, strlen(mark)) == 0;
}

/* A stretch in which the two have nothing in common, [*I, TO_I) and [*J, TO_J), side by side in their order. */
static void report(json_t *list, const struct lines *stated, size_t *i, size_t to_i, const struct lines *stored, size_t *j, size_t to_j)
{
	while (*i < to_i || *j < to_j) {
		const char *held = *i < to_i ? stated->text[(*i)++] : NULL, *kept = *j < to_j ? stored->text[(*j)++] : NULL;
		json_t *row = json_pack("{s:s?, s:s?}", "stated", held, "stored", kept);
		if (!row || json_array_append_new(list, row) != 0)
			fatal("out of memory"); /* a difference that is lost would call a forgery genuine */
	}
}

static json_t *differences(struct request *r, const struct lines *stated, const struct lines *stored)
{
	const size_t *same = common(r, stated, stored), width = stored->count + 1;
	json_t *list = json_array();
	size_t i = 0, j = 0, next_i = 0, next_j = 0;

	while (next_i < stated->count && next_j < stored->count) {
		if (strcmp(stated->text[next_i], stored->text[next_j]) == 0) {
			report(list, stated, &i, next_i, stored, &j, next_j);
			i = ++next_i;
			j = ++next_j;
		} else if (same[(next_i + 1) * width + next_j] >= same[next_i * width + next_j + 1])
			next_i++;
		else
			next_j++;
	}
	report(list, stated, &i, stated->count, stored, &j, stored->count);
	return list;
}

json_t *receipt_differences(struct request *r, const struct receipt *receipt, const char *stated)
{
	struct lines held = lines_of(r, stated);
	json_t *least = NULL;

	for (enum locale locale = 0; locale < LOCALES; locale++) {
		const char *text = receipt_text(r, locale, receipt);
		struct lines kept = lines_of(r, text);
		json_t *list = differences(r, &held, &kept);
		if (least && json_array_size(list) >= json_array_size(least)) {
			json_decref(list);
			continue;
		}
		json_decref(least);
		least = list;
	}
	return least;
}

bool receipt_mark(struct request *r, const char *text, const char **number, const char **sha256)
{
	struct lines lines = lines_of(r, text);

	if (lines.count > RECEIPT_LINES_MAX)
		return false;
	for (size_t i = lines.count; i-- > 0;) {
		if (!begins(lines.text[i], MARK))
			continue;
		char *rest = arena_strdup(r->arena, lines.text[i] + strlen(MARK));
		*number = strsep(&rest, " ");
		strsep(&rest, " "); /* the ordinal is in what was hashed */
		*sha256 = rest ? rest : "";
		return true;
	}
	return false;
}
