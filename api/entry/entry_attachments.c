#include "api/entry/entry_attachments.h"

#include <string.h>

#include "api/entry/entry_form.h"

static const struct {
	const char *kind, *field;
	bool required; /* by a submission */
	const char *label[LOCALES];
	const char *missing[LOCALES];
} kinds[] = {
    {"licence", "attachments.licence", true, {"营业执照", "營業執照", "Business licence"},
	{"请上传营业执照（PDF 或图片）。", "請上傳營業執照（PDF 或圖片）。", "Please upload the business licence (PDF or picture)."}},
    {"roadshow", "attachments.roadshow", false, {"路演文件", "路演檔案", "Roadshow file"},
	{"请上传路演文件。", "請上傳路演檔案。", "Please upload the roadshow file."}},
    {"picture", "attachments.picture", false, {"图片", "圖片", "Picture"}, {"请上传图片。", "請上傳圖片。", "Please upload a picture."}},
    {"evidence", "attachments.evidence", false, {"证明材料", "證明材料", "Evidence"},
	{"请上传证明材料。", "請上傳證明材料。", "Please upload the evidence."}},
    {"other", "attachments.other", false, {"其他材料", "其他材料", "Other material"},
	{"请上传材料。", "請上傳材料。", "Please upload the material."}},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

json_t *entry_attachments_describe(enum locale locale)
{
	json_t *list = json_array();

	for (size_t i = 0; i < KIND_COUNT; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:b}", "kind", kinds[i].kind, "label", kinds[i].label[locale], "required", kinds[i].required));
	return list;
}

const char *entry_attachment_label(const char *kind, enum locale locale)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].label[locale];
	return "";
}

#define FILE_COLUMNS "kind, filename, size, media_type, LOWER(HEX(sha256))"
#define FILE_SHAPE "ssiss"
#define FILE_NAMES "kind", "filename", "size", "media_type", "sha256"

enum db_status entry_attachments_stored(struct request *r, int64_t entry_id, json_t **list, json_t **ids)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id, " FILE_COLUMNS " FROM attachments"
	    " WHERE entry_id = :entry_id AND state IN ('stored', 'confirmed')"
	    " ORDER BY kind, id",
	    P(entry_id));

	if (status != DB_OK)
		return status;
	*list = arena_json(r->arena, db_json_rows(&rows, "-" FILE_SHAPE, FILE_NAMES));
	*ids = arena_json(r->arena, json_array());
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(*ids, db_json_int(&rows, i, 0));
	return DB_OK;
}

enum db_status entry_attachments_evidence(struct request *r, json_t *investments, json_t *ids)
{
	json_t *investment;
	size_t i;

	json_array_foreach (investments, i, investment) {
		struct db_rows rows;
		enum db_status status = sql_query(r, &rows,
		    "SELECT id, " FILE_COLUMNS
		    " FROM attachments WHERE investment_id = :investment AND state IN ('stored', 'confirmed') ORDER BY id",
		    P(investment, json_integer_value(json_object_get(investment, "id"))));
		if (status != DB_OK)
			return status;
		json_object_set_new(investment, "evidence", db_json_rows(&rows, "-" FILE_SHAPE, FILE_NAMES));
		for (size_t k = 0; k < rows.count; k++)
			json_array_append_new(ids, db_json_int(&rows, k, 0));
	}
	return DB_OK;
}

enum db_status entry_attachments_freeze(struct request *r, int64_t submission_id, json_t *ids)
{
	return sql_exec(r, NULL,
	    "INSERT INTO submission_attachments (submission_id, attachment_id, sha256)"
	    " SELECT :submission_id, a.id, a.sha256 FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) t JOIN attachments a ON a.id = t.id",
	    P(submission_id), P(ids));
}

void entry_attachments_missing(enum locale locale, const json_t *list, json_t *errors)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		bool there = !kinds[i].required;
		json_t *attachment;
		size_t k;

		json_array_foreach (list, k, attachment)
			there |= !strcmp(json_string_value(json_object_get(attachment, "kind")), kinds[i].kind);
		if (!there)
			error_add(errors, kinds[i].field, kinds[i].missing[locale]);
	}
}
