// Search for a text in any case: two of its bytes, the rarest, are compared at 16 or 32 places at once, and only where
// both fit the whole text is compared (after http://0x80.pl/articles/simd-strfind.html, "generic SIMD").
//
// The two spellings of a byte differ in the bits `lower ^ upper`; setting those bits in the data and in the wanted byte
// makes one comparison of two. Where they differ in one bit, as ASCII letters do, that is exact; where in more, it lets
// through a few places too many.
#include "text_search.h"

#include <stdbool.h>

static inline bool stands(const tailrace_text *text, const uint8_t *at) {
    for (size_t i = 0; i < text->count; i++) {
        if (at[i] != text->lower[i] && at[i] != text->upper[i]) return false;
    }
    return true;
}

static ptrdiff_t scalar(const tailrace_text *text, const uint8_t *bytes, size_t from, size_t last) {
    const uint8_t a = text->lower[text->first], b = text->upper[text->first];
    for (size_t i = from; i <= last; i++) {
        const uint8_t byte = bytes[i + text->first];
        if ((byte == a || byte == b) && stands(text, bytes + i)) return (ptrdiff_t)i;
    }
    return -1;
}

ptrdiff_t tailrace_text_find_plain(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    if (text->count == 0) return 0;
    if (text->count > count) return -1;
    return scalar(text, bytes, 0, count - text->count);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define KERNEL find_sse2
#define TARGET
#define VECTOR __m128i
#define WIDTH 16
#define LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define SPLAT(b) _mm_set1_epi8((char)(b))
#define EITHER(a, b) _mm_or_si128(a, b)
#define BOTH(a, b) _mm_and_si128(a, b)
#define EQUAL(a, b) _mm_cmpeq_epi8(a, b)
#define PLACES(v) ((uint64_t)(uint32_t)_mm_movemask_epi8(v))
#define PLACE_BITS 0
#include "text_search_kernel.h"

#define KERNEL find_avx2
#define TARGET __attribute__((target("avx2")))
#define VECTOR __m256i
#define WIDTH 32
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define SPLAT(b) _mm256_set1_epi8((char)(b))
#define EITHER(a, b) _mm256_or_si256(a, b)
#define BOTH(a, b) _mm256_and_si256(a, b)
#define EQUAL(a, b) _mm256_cmpeq_epi8(a, b)
#define PLACES(v) ((uint64_t)(uint32_t)_mm256_movemask_epi8(v))
#define PLACE_BITS 0
#include "text_search_kernel.h"

ptrdiff_t tailrace_text_find(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return __builtin_cpu_supports("avx2") ? find_avx2(text, bytes, count) : find_sse2(text, bytes, count);
}

ptrdiff_t tailrace_text_find_narrow(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return find_sse2(text, bytes, count);
}

#elif defined(__aarch64__)
#include <arm_neon.h>

// Narrowing each 16 bits by 4 leaves 4 bits a byte; one of them is kept.
static inline uint64_t places(uint8x16_t v) {
    uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(v), 4);
    return vget_lane_u64(vreinterpret_u64_u8(nibbles), 0) & 0x8888888888888888u;
}

#define KERNEL find_neon
#define TARGET
#define VECTOR uint8x16_t
#define WIDTH 16
#define LOAD(p) vld1q_u8(p)
#define SPLAT(b) vdupq_n_u8(b)
#define EITHER(a, b) vorrq_u8(a, b)
#define BOTH(a, b) vandq_u8(a, b)
#define EQUAL(a, b) vceqq_u8(a, b)
#define PLACES(v) places(v)
#define PLACE_BITS 2
#include "text_search_kernel.h"

ptrdiff_t tailrace_text_find(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return find_neon(text, bytes, count);
}

ptrdiff_t tailrace_text_find_narrow(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return find_neon(text, bytes, count);
}

#else

ptrdiff_t tailrace_text_find(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return tailrace_text_find_plain(text, bytes, count);
}

ptrdiff_t tailrace_text_find_narrow(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    return tailrace_text_find_plain(text, bytes, count);
}

#endif

// How common a byte is in lines of JSON logs, from 0: quotes and digits lead, then letters as in English identifiers.
static int commonness(uint8_t byte) {
    if (byte >= 0x80) return byte >= 0xC0 ? 6 : 10;
    if (byte >= 'A' && byte <= 'Z') byte += 'a' - 'A';
    if (byte >= '0' && byte <= '9') return byte <= '2' ? 62 : 50;
    if (byte >= 'a' && byte <= 'z') {
        //                              a   b   c   d   e   f   g   h   i   j  k  l   m   n   o   p   q  r   s   t   u   v   w   x  y   z
        static const uint8_t letter[] = {58, 36, 48, 54, 70, 34, 24, 22, 56, 4, 8, 40, 38, 54, 54, 36, 3, 58, 52, 62, 34, 20, 12, 6, 28, 5};
        return letter[byte - 'a'];
    }
    switch (byte) {
    case '"': return 90;
    case ':': case ',': return 60;
    case '-': case '_': case ' ': return 46;
    case '.': return 30;
    case '{': case '}': case '/': return 18;
    case '[': case ']': case '\\': case '\n': return 10;
    default: return 2;
    }
}

void tailrace_text_prepare(tailrace_text *text) {
    int best = -1, next = -1;
    text->first = text->second = 0;
    for (size_t i = 0; i < text->count; i++) {
        int here = commonness(text->lower[i]);
        const int other = commonness(text->upper[i]);
        if (other > here) here = other;
        if (best < 0 || here < best) {
            next = best;
            text->second = best < 0 ? i : text->first;
            best = here;
            text->first = i;
        } else if (next < 0 || here < next) {
            next = here;
            text->second = i;
        }
    }
}
