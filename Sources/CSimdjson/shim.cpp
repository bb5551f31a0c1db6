#include "simdjson_shim.h"

#include "parser.h"

#include <new>

tailrace_json_parser *tailrace_json_parser_new(void) { return new (std::nothrow) tailrace_json_parser(); }

void tailrace_json_parser_free(tailrace_json_parser *parser) { delete parser; }

int tailrace_json_parse(tailrace_json_parser *parser, const uint8_t *bytes, size_t count, tailrace_json_tape *out) {
    simdjson::dom::element root;
    auto error = parser->parser.parse(reinterpret_cast<const char *>(bytes), count, false).get(root);
    if (error == simdjson::SUCCESS) {
        out->tape = parser->parser.doc.tape.get();
        out->strings = parser->parser.doc.string_buf.get();
        return TAILRACE_JSON_OK;
    }
    if (error == simdjson::STRING_ERROR) return TAILRACE_JSON_TEXT;
    return error == simdjson::NUMBER_ERROR ? TAILRACE_JSON_NUMBER : TAILRACE_JSON_INVALID;
}
