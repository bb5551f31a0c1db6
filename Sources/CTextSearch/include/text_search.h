#ifndef TEXT_SEARCH_H
#define TEXT_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/// A text to look for, each byte in two spellings (those of its letter's cases, or the same twice), and the two places
/// in it whose bytes are looked at first: the ones least common in logs.
typedef struct {
    const uint8_t *lower;
    const uint8_t *upper;
    size_t count;
    size_t first;
    size_t second;
} tailrace_text;

/// Chooses `first` and `second`.
void tailrace_text_prepare(tailrace_text *text);

/// The first place in `bytes` where the text stands, or -1; no byte outside `bytes` is read. An empty text stands at 0.
ptrdiff_t tailrace_text_find(const tailrace_text *text, const uint8_t *bytes, size_t count);

/// The same with the instructions every machine has; for tests.
ptrdiff_t tailrace_text_find_plain(const tailrace_text *text, const uint8_t *bytes, size_t count);

/// The same with the narrower vectors of the machine's family, where wider ones are at hand; for tests.
ptrdiff_t tailrace_text_find_narrow(const tailrace_text *text, const uint8_t *bytes, size_t count);

#endif
