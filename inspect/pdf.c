#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stdlib.h>

#include "inspect/content.h"

/* Each page is there, and, where the file had to be mended, what is drawn on it can be read. */
static bool pages_good(qpdf_data pdf, int count, bool mended)
{
	for (int i = 0; i < count && i < LIMIT_PAGES; i++) {
		qpdf_oh page = qpdf_get_page_n(pdf, (size_t)i);
		unsigned char *data = NULL;
		size_t length = 0;

		if (qpdf_has_error(pdf) || !qpdf_oh_is_dictionary(pdf, page))
			return false;
		if (mended && (qpdf_oh_get_page_content_data(pdf, page, &data, &length) & QPDF_ERRORS))
			return false;
		free(data);
		qpdf_oh_release(pdf, page);
	}
	return true;
}

enum verdict_kind pdf_content(const char *bytes, size_t length)
{
	qpdf_data pdf = qpdf_init();

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	qpdf_set_attempt_recovery(pdf, QPDF_TRUE);
	QPDF_ERROR_CODE read = qpdf_read_memory(pdf, "upload", bytes, length, "");
	if (read & QPDF_ERRORS)
		return qpdf_get_error_code(pdf, qpdf_get_error(pdf)) == qpdf_e_password ? VERDICT_ENCRYPTED : VERDICT_BROKEN;
	int pages = qpdf_get_num_pages(pdf);
	if (pages < 1 || qpdf_has_error(pdf))
		return VERDICT_BROKEN;
	return pages_good(pdf, pages, qpdf_more_warnings(pdf)) ? VERDICT_FINE : VERDICT_BROKEN;
}
