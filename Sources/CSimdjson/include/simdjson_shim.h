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

#ifdef __cplusplus
}
#endif

#endif
