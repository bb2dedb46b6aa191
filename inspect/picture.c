#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <webp/decode.h>

#include <jpeglib.h> /* behind stddef.h and stdio.h, which it needs */

#include "inspect/content.h"

static enum verdict_kind by_size(long width, long height)
{
	if (width < 1 || height < 1)
		return VERDICT_BROKEN;
	return width > LIMIT_SIDE || height > LIMIT_SIDE || width * height > LIMIT_PIXELS ? VERDICT_PIXELS : VERDICT_FINE;
}

enum verdict_kind png_content(const char *bytes, size_t length)
{
	png_image image = {.version = PNG_IMAGE_VERSION};

	if (!png_image_begin_read_from_memory(&image, bytes, length))
		return VERDICT_BROKEN;
	enum verdict_kind kind = by_size((long)image.width, (long)image.height);
	png_image_free(&image);
	/* The last chunk: nothing, its name, and the sum of both. */
	return kind == VERDICT_FINE && !memmem(bytes, length, "\0\0\0\0IEND\xAE\x42\x60\x82", 12) ? VERDICT_BROKEN : kind;
}

struct jpeg_errors {
	struct jpeg_error_mgr manager;
	jmp_buf out;
};

static void give_up(j_common_ptr info)
{
	longjmp(((struct jpeg_errors *)info->err)->out, 1);
}

static void say_nothing(j_common_ptr info, int level)
{
	(void)info, (void)level;
}

enum verdict_kind jpeg_content(const char *bytes, size_t length)
{
	struct jpeg_decompress_struct info;
	struct jpeg_errors errors;
	volatile enum verdict_kind kind = VERDICT_BROKEN; /* setjmp() */

	info.err = jpeg_std_error(&errors.manager);
	errors.manager.error_exit = give_up;
	errors.manager.emit_message = say_nothing;
	if (setjmp(errors.out) != 0)
		return VERDICT_BROKEN;
	jpeg_create_decompress(&info);
	jpeg_mem_src(&info, (const unsigned char *)bytes, length);
	if (jpeg_read_header(&info, TRUE) == JPEG_HEADER_OK)
		kind = by_size((long)info.image_width, (long)info.image_height);
	jpeg_destroy_decompress(&info);
	return kind == VERDICT_FINE && !memmem(bytes, length, "\xFF\xD9", 2) ? VERDICT_BROKEN : kind;
}

enum verdict_kind webp_content(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes;
	WebPBitstreamFeatures features;

	if (length < 12 || WebPGetFeatures(at, length, &features) != VP8_STATUS_OK)
		return VERDICT_BROKEN;
	/* RIFF: the length of what follows, little end first. */
	size_t told = (size_t)at[4] | (size_t)at[5] << 8 | (size_t)at[6] << 16 | (size_t)at[7] << 24;
	return told + 8 > length ? VERDICT_BROKEN : by_size(features.width, features.height);
}
