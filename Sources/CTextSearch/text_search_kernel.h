// One search, for the vectors that text_search.c has named; included once for each kind, hence no guard.

TARGET static inline ptrdiff_t KERNEL(const tailrace_text *text, const uint8_t *bytes, size_t count) {
    if (text->count == 0) return 0;
    if (text->count > count) return -1;
    const size_t last = count - text->count;
    const uint8_t *const one = bytes + text->first, *const two = bytes + text->second;
    const size_t far = text->first > text->second ? text->first : text->second;
    if (count < far + WIDTH) return scalar(text, bytes, 0, last);

    const uint8_t free1 = text->lower[text->first] ^ text->upper[text->first];
    const uint8_t free2 = text->lower[text->second] ^ text->upper[text->second];
    const VECTOR mask1 = SPLAT(free1), want1 = SPLAT(text->lower[text->first] | free1);
    const VECTOR mask2 = SPLAT(free2), want2 = SPLAT(text->lower[text->second] | free2);
#define FITS(at)                                                                                                      \
    BOTH(EQUAL(EITHER(LOAD(one + (at)), mask1), want1), EQUAL(EITHER(LOAD(two + (at)), mask2), want2))

    size_t i = 0;
    const size_t end = count - far;
    while (i < end) {
        if (i + 4 * WIDTH <= end) {
            const VECTOR a = FITS(i), b = FITS(i + WIDTH), c = FITS(i + 2 * WIDTH), d = FITS(i + 3 * WIDTH);
            if (PLACES(EITHER(EITHER(a, b), EITHER(c, d))) == 0) {
                i += 4 * WIDTH;
                continue;
            }
        }
        // The last vector reaches back over places seen before, so that it ends where the bytes do.
        const size_t at = i + WIDTH <= end ? i : end - WIDTH;
        uint64_t places = PLACES(FITS(at)) >> ((i - at) << PLACE_BITS);
        while (places != 0) {
            const size_t place = i + ((size_t)__builtin_ctzll(places) >> PLACE_BITS);
            if (place > last) return -1;
            if (stands(text, bytes + place)) return (ptrdiff_t)place;
            places &= places - 1;
        }
        i = at + WIDTH;
    }
#undef FITS
    return -1;
}

#undef KERNEL
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef LOAD
#undef SPLAT
#undef EITHER
#undef BOTH
#undef EQUAL
#undef PLACES
#undef PLACE_BITS
