#ifndef SIMDJSON_SHIM_H
#define SIMDJSON_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A simdjson DOM parser, reused from line to line so that it allocates only when a longer line comes.
typedef struct tailrace_json_parser tailrace_json_parser;

/// What a parse leaves: simdjson's tape and its string buffer (the format is described in simdjson's doc/tape.md).
/// Valid until the parser's next call.
typedef struct {
    const uint64_t *tape;
    const uint8_t *strings;
} tailrace_json_tape;

enum {
    TAILRACE_JSON_OK = 0,
    /// A number is valid JSON but fits neither 64 bits nor a double.
    TAILRACE_JSON_NUMBER = 1,
    TAILRACE_JSON_INVALID = 2,
    /// A string is not one, such as by an escape that spells no character.
    TAILRACE_JSON_TEXT = 3,
};

/// Null when there is no memory.
tailrace_json_parser *tailrace_json_parser_new(void);
void tailrace_json_parser_free(tailrace_json_parser *parser);

/// Parses one JSON text. At least 64 bytes after `count` must be readable; what they hold does not matter.
int tailrace_json_parse(tailrace_json_parser *parser, const uint8_t *bytes, size_t count, tailrace_json_tape *out);

/// The names worth stopping at, as a tree: table 0 is the line's own object, the others those that a name leads into.
typedef struct tailrace_json_names tailrace_json_names;

/// Null when there is no memory.
tailrace_json_names *tailrace_json_names_new(void);
void tailrace_json_names_free(tailrace_json_names *names);

/// Adds a name to a table. `inner` is the table of the object under it; 0: its members are passed over.
void tailrace_json_names_add(
    tailrace_json_names *names, uint32_t table, const uint8_t *name, size_t count, uint32_t meaning, uint32_t inner);

/// Names that a table does not have are looked for in another one, which has no such other.
void tailrace_json_names_share(tailrace_json_names *names, uint32_t table, uint32_t common);

/// A member whose name was found, with where its value lies in the text.
typedef struct {
    uint32_t meaning;
    /// Of a string the bytes between its quotes, of a number its digits, of anything else its first byte.
    uint32_t start;
    uint32_t count;
    /// `"` a string without escapes, `\` one with escapes, `0` a number, `t` `f` `n` `{` `[`.
    uint8_t kind;
} tailrace_json_hit;

/// Finds the named members of one JSON object without building anything: simdjson's first stage finds the structure, a
/// walk over it checks the grammar (RFC 8259) and notes the hits.
///
/// The answer is the number of hits; -1 where it is no single JSON object, holds what only the whole parser can judge
/// (a surrogate escape, a name with escapes, more than 64 levels, an object in an array that names lead into), or has
/// more hits than there is room for. A parser is used with one set of names only. At least 64 bytes after `count` must be readable.
int tailrace_json_scan(
    tailrace_json_parser *parser, const uint8_t *bytes, size_t count, const tailrace_json_names *names,
    tailrace_json_hit *hits, int room);

#ifdef __cplusplus
}
#endif

#endif
