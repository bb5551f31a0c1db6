#pragma once

#include <cstddef>
#include <cstdint>
#include <simdjson.h>

/// Names met in the last line, with what they were found to be.
struct tailrace_json_memory {
    static constexpr size_t size = 64;
    struct entry {
        const void *table;
        uint64_t head;
        uint64_t tail;
        size_t count;
        const void *name;
    };
    entry entries[size] = {};
    size_t next = 0;
};

struct tailrace_json_parser {
    simdjson::dom::parser parser;
    tailrace_json_memory memory;
};
