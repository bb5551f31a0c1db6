#ifndef TAILRACE_CGD_H
#define TAILRACE_CGD_H

#include <stddef.h>
#include <stdint.h>

/* Images through GD (https://libgd.github.io). GD is loaded when the first image is met, and not with the program: it brings more
   than forty libraries along, and with them every start would take 60 ms longer.

   Pictures are true-colour. A colour is 0xAARRGGBB, alpha from 0 (opaque) to 0x7F (not there). Nothing here writes to the terminal. */

/* Loads GD, once; every other function is to be called only after it has. Null, or why it cannot be loaded. */
const char *cgd_load(void);

enum cgd_format { CGD_PNG, CGD_JPEG, CGD_GIF, CGD_WEBP, CGD_BMP };

/* A picture of one colour; null where there is no memory for it. */
void *cgd_create(int width, int height, uint32_t colour);
/* Decodes a file; null where it is damaged. BMP is not read. */
void *cgd_read(enum cgd_format format, const void *bytes, size_t size);
void cgd_destroy(void *picture);

int cgd_width(const void *picture);
int cgd_height(const void *picture);
uint32_t cgd_pixel(void *picture, int x, int y);

/* Scales all of `from` over all of `to`, what is transparent onto what was there. */
void cgd_scale(void *to, void *from);
void cgd_rectangle(void *picture, int left, int top, int right, int bottom, uint32_t colour);
void cgd_ellipse(void *picture, int x, int y, int width, int height, uint32_t colour);

/* Writes letters in one of GD's own fonts, the large or the small one. */
void cgd_text(void *picture, int is_large, int x, int y, const char *text, uint32_t colour);
void cgd_letter(int is_large, int *width, int *height);

/* Encodes a picture; null where that fails. The bytes are given back to `cgd_free`. */
void *cgd_write(void *picture, enum cgd_format format, int quality, int *size);
void cgd_free(void *bytes);

#endif
