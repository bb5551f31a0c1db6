#include <gd.h>
#include <gdfontmb.h>
#include <gdfontt.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

static inline void tailrace_gd_ignore(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
}

/* GD writes what it thinks of an image to standard error, which is the terminal: never. */
static inline void tailrace_gd_be_quiet(void) { gdSetErrorMethod(tailrace_gd_ignore); }

/* Decodes a PNG into a true-colour image; null where it is damaged or there is no memory. Through libpng, on which GD stands: GD's own
   reader lets libpng print its warnings. */
static inline gdImagePtr tailrace_gd_read_png(const void *bytes, size_t size) {
    png_image png;
    memset(&png, 0, sizeof png);
    png.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&png, bytes, size)) return NULL;
    png.format = PNG_FORMAT_RGBA;
    gdImagePtr image = gdImageCreateTrueColor((int)png.width, (int)png.height);
    png_bytep pixels = malloc(PNG_IMAGE_SIZE(png));
    if (image == NULL || pixels == NULL || !png_image_finish_read(&png, NULL, pixels, 0, NULL)) {
        png_image_free(&png);
        free(pixels);
        if (image != NULL) gdImageDestroy(image);
        return NULL;
    }
    const png_byte *from = pixels;
    for (int y = 0; y < image->sy; y++) {
        for (int x = 0; x < image->sx; x++, from += 4) {
            image->tpixels[y][x] = gdTrueColorAlpha(from[0], from[1], from[2], gdAlphaMax - (from[3] >> 1));
        }
    }
    free(pixels);
    return image;
}
