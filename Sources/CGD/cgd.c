#include "cgd.h"

#include <dlfcn.h>
#include <gd.h>
#include <gdfontmb.h>
#include <gdfontt.h>
#include <png.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X) \
    X(gdSetErrorMethod) X(gdImageCreateTrueColor) X(gdImageDestroy) X(gdImagePaletteToTrueColor) \
    X(gdImageAlphaBlending) X(gdImageGetTrueColorPixel) X(gdImageCopyResampled) X(gdImageFilledRectangle) \
    X(gdImageFilledEllipse) X(gdImageString) X(gdFontGetMediumBold) X(gdFontGetTiny) X(gdFree) \
    X(gdImageCreateFromJpegPtrEx) X(gdImageCreateFromGifPtr) X(gdImageCreateFromWebpPtr) \
    X(gdImageJpegPtr) X(gdImagePngPtr) X(gdImageGifPtr) X(gdImageWebpPtr) X(gdImageBmpPtr)

/* GD's functions by their own names and types. */
static struct {
#define X(name) __typeof__(&name) name;
    FUNCTIONS(X)
#undef X
} gd;

static const char *const names[] = {
#ifdef __APPLE__
    "libgd.3.dylib", "/opt/homebrew/lib/libgd.3.dylib", "/usr/local/lib/libgd.3.dylib",
#else
    "libgd.so.3",
#endif
};

static char problem[512];

/* GD writes what it thinks of an image to standard error, which is the terminal: never. */
static void ignore(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
}

static void load(void) {
    void *library = NULL;
    for (size_t i = 0; library == NULL && i < sizeof names / sizeof *names; i++) library = dlopen(names[i], RTLD_LAZY);
    if (library == NULL) {
        const char *why = dlerror();
        strncpy(problem, why ? why : "GD cannot be loaded", sizeof problem - 1);
        return;
    }
#define X(name) \
    if ((gd.name = (__typeof__(gd.name))dlsym(library, #name)) == NULL) strncpy(problem, "GD lacks " #name, sizeof problem - 1);
    FUNCTIONS(X)
#undef X
    if (problem[0] == 0) gd.gdSetErrorMethod(ignore);
}

const char *cgd_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}

void *cgd_create(int width, int height, uint32_t colour) {
    gdImagePtr image = gd.gdImageCreateTrueColor(width, height);
    if (image != NULL) gd.gdImageFilledRectangle(image, 0, 0, width - 1, height - 1, (int)colour);
    return image;
}

/* Through libpng, on which GD stands: GD's own reader lets libpng print its warnings. */
static gdImagePtr read_png(const void *bytes, size_t size) {
    png_image png;
    memset(&png, 0, sizeof png);
    png.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&png, bytes, size)) return NULL;
    png.format = PNG_FORMAT_RGBA;
    gdImagePtr image = gd.gdImageCreateTrueColor((int)png.width, (int)png.height);
    png_bytep pixels = malloc(PNG_IMAGE_SIZE(png));
    if (image == NULL || pixels == NULL || !png_image_finish_read(&png, NULL, pixels, 0, NULL)) {
        png_image_free(&png);
        free(pixels);
        if (image != NULL) gd.gdImageDestroy(image);
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

void *cgd_read(enum cgd_format format, const void *bytes, size_t size) {
    /* GD reads only, though its parameters do not say so. */
    void *data = (void *)bytes;
    gdImagePtr image = NULL;
    switch (format) {
    case CGD_PNG: return read_png(bytes, size);
    case CGD_JPEG: image = gd.gdImageCreateFromJpegPtrEx((int)size, data, 0); break;
    case CGD_GIF: image = gd.gdImageCreateFromGifPtr((int)size, data); break;
    case CGD_WEBP: image = gd.gdImageCreateFromWebpPtr((int)size, data); break;
    case CGD_BMP: break;
    }
    if (image != NULL && !image->trueColor && !gd.gdImagePaletteToTrueColor(image)) {
        gd.gdImageDestroy(image);
        return NULL;
    }
    return image;
}

void cgd_destroy(void *picture) { gd.gdImageDestroy(picture); }

int cgd_width(const void *picture) { return ((const gdImage *)picture)->sx; }
int cgd_height(const void *picture) { return ((const gdImage *)picture)->sy; }
uint32_t cgd_pixel(void *picture, int x, int y) { return (uint32_t)gd.gdImageGetTrueColorPixel(picture, x, y); }

void cgd_scale(void *to, void *from) {
    gd.gdImageAlphaBlending(to, 1);
    gd.gdImageCopyResampled(
        to, from, 0, 0, 0, 0, cgd_width(to), cgd_height(to), cgd_width(from), cgd_height(from)
    );
}

void cgd_rectangle(void *picture, int left, int top, int right, int bottom, uint32_t colour) {
    gd.gdImageAlphaBlending(picture, 1);
    gd.gdImageFilledRectangle(picture, left, top, right, bottom, (int)colour);
}

void cgd_ellipse(void *picture, int x, int y, int width, int height, uint32_t colour) {
    gd.gdImageFilledEllipse(picture, x, y, width, height, (int)colour);
}

static gdFontPtr font(int is_large) { return is_large ? gd.gdFontGetMediumBold() : gd.gdFontGetTiny(); }

void cgd_text(void *picture, int is_large, int x, int y, const char *text, uint32_t colour) {
    gd.gdImageString(picture, font(is_large), x, y, (unsigned char *)text, (int)colour);
}

void cgd_letter(int is_large, int *width, int *height) {
    gdFontPtr letters = font(is_large);
    *width = letters->w;
    *height = letters->h;
}

void *cgd_write(void *picture, enum cgd_format format, int quality, int *size) {
    switch (format) {
    case CGD_PNG: return gd.gdImagePngPtr(picture, size);
    case CGD_JPEG: return gd.gdImageJpegPtr(picture, size, quality);
    case CGD_GIF: return gd.gdImageGifPtr(picture, size);
    case CGD_WEBP: return gd.gdImageWebpPtr(picture, size);
    case CGD_BMP: return gd.gdImageBmpPtr(picture, size, 0);
    }
    return NULL;
}

void cgd_free(void *bytes) { gd.gdFree(bytes); }
