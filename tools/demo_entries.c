/* The second part of a season: contestants enter, organisers review. */
#include "tools/demo_season.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What every thread needs to know while contestants enter. */
struct entering {
	struct demo_season *season;
	struct demo_progress *progress;
	int drafts;
};

/* A valid one-page PDF that says whose it is; PDF readers rebuild the cross-reference table of so small a file by themselves. */
static size_t pdf(char *bytes, size_t room, const char *what, const char *code)
{
	char page[256];
	int length = snprintf(page, sizeof page, "BT /F1 24 Tf 60 700 Td (%s) Tj 0 -40 Td (%s) Tj ET", what, code);

	return (size_t)snprintf(bytes, room,
	    "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>endobj\n"
	    "4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	    "trailer<</Root 1 0 R>>\n%%%%EOF\n",
	    length, page);
}

static void base64(char *out, const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i += 3) {
		unsigned bits = (unsigned)(unsigned char)text[i] << 16;
		if (i + 1 < length)
			bits |= (unsigned)(unsigned char)text[i + 1] << 8;
		if (i + 2 < length)
			bits |= (unsigned char)text[i + 2];
		*out++ = letters[bits >> 18];
		*out++ = letters[bits >> 12 & 63];
		*out++ = i + 1 < length ? letters[bits >> 6 & 63] : '=';
		*out++ = i + 2 < length ? letters[bits & 63] : '=';
	}
	*out = '\0';
}

/* Uploads a small PDF for an entry or an investment. */
static json_int_t attach(
    struct demo_http *http, struct demo_user *user, const char *owner, json_int_t id, const char *kind, const char *name, const char *code)
{
	char bytes[2048], number[32], metadata[512], coded[3][96];

	snprintf(number, sizeof number, "%lld", (long long)id);
	base64(coded[0], number);
	base64(coded[1], kind);
	base64(coded[2], name);
	snprintf(metadata, sizeof metadata, "%s %s,kind %s,filename %s", owner, coded[0], coded[1], coded[2]);
	return demo_upload(http, user, metadata, bytes, pdf(bytes, sizeof bytes, kind, code));
}

static void register_account(struct demo_season *season, struct demo_http *http, struct demo_user *user, const struct demo_firm *firm)
{
	char token[128];

	demo_call(http, NULL, "POST",
	    json_pack("{s:s, s:s, s:s, s:s, s:b}", "email", firm->email, "name", firm->contact, "password", season->password, "locale",
		"zh-CN", "privacy_consent", 1),
	    "/api/v1/accounts");
	demo_expect(http, 202, "register");
	demo_mail_token(&season->server, firm->email, token);
	demo_call(
	    http, NULL, "POST", json_pack("{s:s, s:s}", "token", token, "password", season->password), "/api/v1/accounts/confirmations");
	demo_expect(http, 200, "confirm");
	demo_login(http, user, firm->email, season->password);
}

static double share(int64_t part, int64_t whole)
{
	int64_t hundredths_of_percent = whole > 0 ? part * 10000 / whole : 0; /* as people state a share: cut, not rounded up */

	return (double)hundredths_of_percent / 10000;
}

static json_t *firm_facts(const struct demo_firm *firm)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:f, s:f, s:f, s:I, s:I, s:b, s:b, s:b, s:b, s:b}", "district", firm->district,
	    "registered_on", firm->registered_on, "staff", (json_int_t)firm->staff, "revenue_fen", (json_int_t)firm->revenue_fen,
	    "assets_fen", (json_int_t)firm->assets_fen, "technical_staff_share", share(firm->technical_staff, firm->staff), "rd_to_sales",
	    share(firm->rd_fen, firm->revenue_fen), "rd_to_costs", share(firm->rd_fen, firm->costs_fen), "ip_class_1",
	    (json_int_t)firm->ip_class_1, "ip_class_2", (json_int_t)firm->ip_class_2, "listed", 0, "ip_dispute", 0, "bad_record", 0,
	    "abnormal_operation", 0, "national_top_three", 0);
}

/* One piece of the draft, with the version that was read, as a page does it. */
static void save(struct demo_http *http, struct demo_contestant *who, char etag[64], json_t *piece)
{
	demo_if_match(http, etag);
	demo_call(http, &who->user, "PATCH", piece, "/api/v1/entries/%lld", (long long)who->entry_id);
	demo_expect(http, 200, "save a piece of the entry form");
	snprintf(etag, 64, "%s", demo_etag(http));
}

static void fill_in(
    struct demo_season *season, struct demo_http *http, struct demo_contestant *who, const struct demo_firm *firm, char etag[64])
{
	json_t *industry = json_array_get(json_object_get(season->rules, "industries"), (size_t)firm->industry);

	save(http, who, etag,
	    json_pack("{s:s, s:O, s:s, s:b, s:[s, s], s:i, s:i, s:[s, s, s]}", "project_name", firm->project, "industry",
		json_object_get(industry, "id"), "technology_field", firm->keywords[0], "invest_instead_of_review", firm->received_fen > 0,
		"service_needs", "融资对接", "市场推广", "financing_wan", 500 + (int)(firm->merit * 4000), "equity_percent", 8, "keywords",
		firm->keywords[0], firm->keywords[1], firm->keywords[2]));
	save(
	    http, who, etag, json_pack("{s:s, s:s, s:s}", "product", firm->product, "market", firm->market, "business_model", firm->model));
	save(http, who, etag,
	    json_pack("{s:{s:s, s:s, s:s}, s:o}", "contact", "name", firm->contact, "phone", firm->phone, "email", firm->email,
		"firm_facts", firm_facts(firm)));
}

/* Cash for new equity from an independent investor, received some months before today. */
static void declare_investment(
    struct demo_season *season, struct demo_http *http, struct demo_contestant *who, const struct demo_firm *firm, size_t i)
{
	char day[16];
	struct tm date;
	time_t then = time(NULL) - (time_t)(30 + i % 300) * 86400;

	gmtime_r(&then, &date);
	strftime(day, sizeof day, "%Y-%m-%d", &date);
	demo_call(http, &who->user, "POST",
	    json_pack("{s:I, s:I, s:s, s:b, s:{s:s, s:I, s:s, s:b, s:b, s:b, s:f, s:b, s:b}}", "edition_id", season->edition_id, "firm_id",
		who->firm_id, "investor", firm->investor, "investor_is_person", 0, "facts", "registered_on", day, "received_fen",
		(json_int_t)firm->received_fen, "kind", "fund", "in_cash", 1, "new_equity", 1, "government_fund", 0, "investor_share", 0.12,
		"largest_holder", 0, "controller", 0),
	    "/api/v1/investments");
	demo_expect(http, 201, "declare an investment");
	json_int_t id = demo_answer_int(http, "id");
	attach(http, &who->user, "investment", id, "evidence", "银行回单.pdf", firm->code);
}

static void contestant_enters(struct demo_http *http, void *context, size_t i)
{
	struct entering *entering = context;
	struct demo_season *season = entering->season;
	struct demo_contestant *who = &season->contestants[i];
	struct demo_firm firm;
	char etag[64];

	demo_firm(&firm, season->seed, season->first_person + (int)i, (int)json_array_size(json_object_get(season->rules, "industries")),
	    season->year);
	who->merit = firm.merit;
	register_account(season, http, &who->user, &firm);
	demo_call(http, &who->user, "POST", json_pack("{s:s, s:s, s:s}", "jurisdiction", "CN", "code", firm.code, "name", firm.name),
	    "/api/v1/firms");
	demo_expect(http, 201, "register a firm");
	who->firm_id = demo_answer_int(http, "id");
	demo_call(http, &who->user, "POST", json_pack("{s:I, s:I}", "edition_id", season->edition_id, "firm_id", who->firm_id),
	    "/api/v1/entries");
	demo_expect(http, 201, "begin an entry");
	who->entry_id = demo_answer_int(http, "id");
	snprintf(etag, sizeof etag, "%s", demo_etag(http));
	fill_in(season, http, who, &firm, etag);
	attach(http, &who->user, "entry", who->entry_id, "licence", "营业执照.pdf", firm.code);
	attach(http, &who->user, "entry", who->entry_id, "roadshow", "路演.pdf", firm.code);
	if (firm.received_fen > 0)
		declare_investment(season, http, who, &firm, i);
	if ((int)i < season->firms - entering->drafts) {
		demo_if_match(http, etag);
		demo_call(http, &who->user, "POST", NULL, "/api/v1/entries/%lld/submit", (long long)who->entry_id);
		demo_expect(http, 201, "submit an entry");
	}
	demo_progress_add(entering->progress);
}

void demo_enter(struct demo_season *season, int drafts)
{
	struct entering entering = {season, NULL, drafts};
	char key[32];

	season->contestants = calloc((size_t)season->firms, sizeof *season->contestants);
	season->merits = json_object();
	if (!season->contestants || !season->merits)
		abort();
	entering.progress = demo_progress_begin("contestants register, upload, submit", "entries", (size_t)season->firms);
	demo_parallel(&season->server, (size_t)season->threads, (size_t)season->firms, contestant_enters, &entering);
	demo_progress_end(entering.progress);
	for (int i = 0; i < season->firms; i++) {
		snprintf(key, sizeof key, "%lld", (long long)season->contestants[i].entry_id);
		json_object_set_new(season->merits, key, json_real(season->contestants[i].merit));
	}
}

void demo_close_entries(struct demo_season *season)
{
	struct demo_http *http = demo_http_open(&season->server);
	char now[32];
	time_t at = time(NULL) + 2; /* a deadline can only be moved into the future */
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc);
	demo_call(http, &season->organizer, "POST",
	    json_pack(
		"{s:s, s:s, s:s}", "field", "entries_close_at", "new_value", now, "reason", "演示：报名已齐，提前截止，以便评审开始。"),
	    "/api/v1/editions/%lld/amendments", (long long)season->edition_id);
	demo_expect(http, 201, "amend the deadline");
	demo_http_close(http);
	while (time(NULL) <= at)
		nanosleep(&(struct timespec){0, 100000000}, NULL);
}
