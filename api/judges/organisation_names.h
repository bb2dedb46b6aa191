/* When two names are of one organisation: as people write them, firms, funds and schools have many forms of one name. */
#ifndef API_JUDGES_ORGANISATION_NAMES_H
#define API_JUDGES_ORGANISATION_NAMES_H

#include "core/base/arena.h"

/* NAME as it is compared: without width (full-width letters and digits), case, white space, brackets and punctuation, and without the legal form at
 * its end (有限公司, 股份有限公司, 有限合伙, 合伙企业, Ltd, Inc, Co. …, several of them, too), as long as two characters stay. "广州赛投创业投资基金合伙
 * 企业（有限合伙）" and "广州赛投创业投资基金" are one, and so are "Acme Capital Co., Ltd." and "ACME capital". "" if nothing stays. */
const char *organisation_key(struct arena *, const char *name);

#endif
