#include "api/files/attachments.h"

static const struct state states[] = {
    {"uploading", {"正在上传", "正在上傳", "being uploaded"}, false},
    {"stored", {"已保存", "已儲存", "stored"}, true},
    {"confirmed", {"已确认", "已確認", "confirmed"}, true},
    {"removed", {"已删除", "已刪除", "removed"}, true},
    {"expired", {"已过期", "已過期", "expired"}, true},
};

#define UPLOADERS (ROLE_ANY_ACCOUNT | ROLE_PUBLIC) /* the public: by a mailed link, to an objection */
#define SET(columns) STATE_SET("attachments", columns)
#define STORE SET(", media_type = :type, sha256 = :hash, stored_at = :now, expires_at = NULL, received = size")
#define REFUSE SET(", removed_at = :now, expires_at = NULL, media_type = :type")
#define REMOVE SET(", removed_at = :now, expires_at = NULL")

static const struct state_move moves[] = {
    {"store", "uploading", "stored", "attachment.store", UPLOADERS, STORE, NULL, NULL},
    {"refuse", "uploading", "removed", "attachment.refuse", UPLOADERS, REFUSE, NULL, NULL}, /* its content does not belong here */
    {"confirm", "stored", "confirmed", "attachment.confirm", ROLE_ANY_ACCOUNT, SET(""), NULL, NULL},
    {"remove", "uploading", "removed", "attachment.remove", UPLOADERS, REMOVE, NULL, NULL},
    {"remove", "stored", "removed", "attachment.remove", UPLOADERS, REMOVE, NULL, NULL},
    /* By the sweep, which writes the audit row itself. */
    {"expire", "uploading", "expired", NULL, 0, STATE_SET_WHERE("attachments", ", expires_at = NULL", "id = :id AND expires_at <= :now"),
	NULL, NULL},
};

STATE_MACHINE(attachment_states, "attachments", states, moves, .begins = STATES("uploading"));

struct state_row attachment_row(const struct attachment *a)
{
	return (struct state_row){a->id, a->edition, a->state, NULL};
}

json_t *attachment_detail(const struct attachment *a)
{
	return json_pack("{s:I, s:s}", attachment_owner_names[a->owner], (json_int_t)a->owner_id, "kind", a->kind->name);
}
