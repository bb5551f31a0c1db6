#include "simdjson_shim.h"

#include "parser.h"

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace {

inline bool is_space(uint8_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/// The first eight bytes of a name, those past its end cleared. Eight bytes must be readable.
inline uint64_t head(const uint8_t *name, size_t count) {
    uint64_t word;
    std::memcpy(&word, name, 8);
    return count >= 8 ? word : word & ((uint64_t(1) << (count * 8)) - 1);
}

inline uint64_t hash_of(uint64_t head, uint64_t tail, size_t count) {
    return (head ^ (tail * 0x9E3779B97F4A7C15u) ^ count) * 0xE7037ED1A0B428DBu;
}

struct Name {
    uint64_t head;
    uint64_t tail;
    std::string text;
    uint32_t meaning;
    uint32_t inner;
};

struct Table {
    std::vector<Name> names;
    std::vector<uint32_t> slots = std::vector<uint32_t>(8);
    int shift = 61;
    const Table *common = nullptr;

    void add(const Name &name) {
        names.push_back(name);
        if (names.size() * 4 > slots.size()) {
            slots.assign(slots.size() * 2, 0);
            shift -= 1;
            for (size_t i = 0; i < names.size(); i++) place(i);
        } else {
            place(names.size() - 1);
        }
    }

    void place(size_t index) {
        const Name &name = names[index];
        size_t slot = hash_of(name.head, name.tail, name.text.size()) >> shift;
        while (slots[slot]) slot = (slot + 1) & (slots.size() - 1);
        slots[slot] = uint32_t(index + 1);
    }

    const Name *find(const uint8_t *text, size_t count, uint64_t first, uint64_t last) const {
        size_t slot = hash_of(first, last, count) >> shift;
        while (uint32_t entry = slots[slot]) {
            const Name &name = names[entry - 1];
            if (name.head == first && name.tail == last && name.text.size() == count
                && (count <= 16 || std::memcmp(name.text.data(), text, count) == 0))
                return &name;
            slot = (slot + 1) & (slots.size() - 1);
        }
        return nullptr;
    }
};

/// Whether every escape is one, and spells a character by itself.
bool escapes_are_plain(const uint8_t *p, const uint8_t *end) {
    while ((p = static_cast<const uint8_t *>(std::memchr(p, '\\', size_t(end - p))))) {
        if (p + 1 >= end) return false;
        switch (p[1]) {
        case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': p += 2; break;
        case 'u':
            if (p + 6 > end) return false;
            for (int i = 2; i < 6; i++) {
                uint8_t c = p[i] | 0x20;
                if (!is_digit(p[i]) && !(c >= 'a' && c <= 'f')) return false;
            }
            // Half a surrogate pair needs its other half: the whole parser judges that.
            if ((p[2] | 0x20) == 'd' && !(p[3] >= '0' && p[3] <= '7')) return false;
            p += 6;
            break;
        default: return false;
        }
    }
    return true;
}

/// The end of the number at `p` by JSON's grammar; null if it is none.
inline const uint8_t *number_end(const uint8_t *p) {
    if (*p == '-') p++;
    if (*p == '0') {
        p++;
    } else if (is_digit(*p)) {
        while (is_digit(*p)) p++;
    } else {
        return nullptr;
    }
    if (*p == '.') {
        p++;
        if (!is_digit(*p)) return nullptr;
        while (is_digit(*p)) p++;
    }
    if ((*p | 0x20) == 'e') {
        p++;
        if (*p == '+' || *p == '-') p++;
        if (!is_digit(*p)) return nullptr;
        while (is_digit(*p)) p++;
    }
    return p;
}

}  // namespace

struct tailrace_json_names {
    /// Behind pointers, because tables know one another.
    std::vector<std::unique_ptr<Table>> tables;

    Table &at(size_t number) {
        while (tables.size() <= number) tables.push_back(std::make_unique<Table>());
        return *tables[number];
    }
};

namespace {

/// What the last line's names were found to be, in their order: the next line mostly has the same ones.
__attribute__((always_inline)) inline const Name *find(tailrace_json_memory &memory, const Table &table, const uint8_t *text, size_t count) {
    const uint64_t first = head(text, count);
    uint64_t last = 0;
    if (count > 8) std::memcpy(&last, text + count - 8, 8);
    auto &entry = memory.entries[memory.next++ & (tailrace_json_memory::size - 1)];
    if (entry.table == &table && entry.head == first && entry.tail == last && entry.count == count) {
        return static_cast<const Name *>(entry.name);
    }
    const Name *name = table.find(text, count, first, last);
    if (!name && table.common) name = table.common->find(text, count, first, last);
    // Names longer than head and tail together are not told apart by them.
    entry = {count <= 16 ? &table : nullptr, first, last, count, name};
    return name;
}

}  // namespace

tailrace_json_names *tailrace_json_names_new(void) { return new (std::nothrow) tailrace_json_names(); }

void tailrace_json_names_free(tailrace_json_names *names) { delete names; }

void tailrace_json_names_add(
    tailrace_json_names *names, uint32_t table, const uint8_t *text, size_t count, uint32_t meaning, uint32_t inner) {
    Name name{0, 0, std::string(reinterpret_cast<const char *>(text), count), meaning, inner};
    uint8_t padded[8] = {};
    std::memcpy(padded, text, count < 8 ? count : 8);
    name.head = head(padded, count);
    if (count > 8) std::memcpy(&name.tail, text + count - 8, 8);
    names->at(table).add(name);
}

void tailrace_json_names_share(tailrace_json_names *names, uint32_t table, uint32_t common) {
    names->at(table).common = &names->at(common);
}

int tailrace_json_scan(
    tailrace_json_parser *holder, const uint8_t *b, size_t count, const tailrace_json_names *names,
    tailrace_json_hit *hits, int room) {
    constexpr int deepest = 64;
    constexpr uint32_t passed_over = UINT32_MAX;
    auto &parser = holder->parser;
    if (count == 0 || count > UINT32_MAX - 64 || names->tables.empty()) return -1;
    if (parser.capacity() < count && parser.allocate(count < 65536 ? 65536 : count)) return -1;
    auto &stage = *parser.implementation;
    if (stage.stage1(b, count, simdjson::stage1_mode::regular)) return -1;
    const bool escaped = std::memchr(b, '\\', count) != nullptr;
    if (escaped && !escapes_are_plain(b, b + count)) return -1;

    const uint32_t *at = stage.structural_indexes.get();
    const uint32_t *const end = at + stage.n_structural_indexes;
    // The first stage puts the length behind the last index.
    uint32_t table_of[deepest];
    uint64_t is_object = 0;
    int depth = 0;
    int found = 0;
    uint32_t v = 0;
    const Name *name = nullptr;

    if (b[*at++] != '{') return -1;
    is_object = 1;
    table_of[0] = 0;
    holder->memory.next = 0;

object:
    if (at >= end) return -1;
    if (b[*at] == '}') {
        at++;
        goto close;
    }
key:
    if (at + 2 >= end) return -1;
    {
        const uint32_t open = at[0];
        const uint32_t colon = at[1];
        if (b[open] != '"' || b[colon] != ':') return -1;
        uint32_t last = colon - 1;
        while (is_space(b[last])) last--;
        if (last <= open || b[last] != '"') return -1;
        at += 2;
        name = nullptr;
        const uint32_t table = table_of[depth];
        if (table != passed_over) {
            if (escaped && std::memchr(b + open, '\\', last - open)) return -1;
            name = find(holder->memory, *names->tables[table], b + open + 1, last - open - 1);
        }
    }
value:
    if (at >= end) return -1;
    v = *at++;
    {
        const uint32_t next = at < end ? *at : uint32_t(count);
        uint32_t stop;
        tailrace_json_hit hit;
        hit.kind = b[v];
        hit.start = v;
        hit.count = 1;
        switch (b[v]) {
        case '"':
            stop = next - 1;
            while (is_space(b[stop])) stop--;
            if (stop <= v || b[stop] != '"') return -1;
            hit.start = v + 1;
            hit.count = stop - v - 1;
            if (name && escaped && std::memchr(b + v, '\\', stop - v)) hit.kind = '\\';
            break;
        case '{':
        case '[':
            if (depth + 1 >= deepest) return -1;
            depth++;
            if (b[v] == '{') is_object |= uint64_t(1) << depth; else is_object &= ~(uint64_t(1) << depth);
            table_of[depth] = b[v] == '{' && name && name->inner ? name->inner : passed_over;
            if (b[v] == '[' && name && name->inner && at < end && b[*at] == '{') return -1;
            if (name) {
                if (found == room) return -1;
                hit.meaning = name->meaning;
                hits[found++] = hit;
                name = nullptr;
            }
            if (b[v] == '{') goto object;
            if (at < end && b[*at] == ']') {
                at++;
                goto close;
            }
            goto value;
        case 't':
            if (std::memcmp(b + v, "true", 4) != 0) return -1;
            stop = v + 4;
            goto scalar;
        case 'f':
            if (std::memcmp(b + v, "false", 5) != 0) return -1;
            stop = v + 5;
            goto scalar;
        case 'n':
            if (std::memcmp(b + v, "null", 4) != 0) return -1;
            stop = v + 4;
            goto scalar;
        default: {
            const uint8_t *p = number_end(b + v);
            if (!p || p > b + count) return -1;
            stop = uint32_t(p - b);
            hit.kind = '0';
            hit.count = stop - v;
        }
        scalar:
            if (stop > count) return -1;
            while (stop < next && is_space(b[stop])) stop++;
            if (stop != next) return -1;
        }
        if (name) {
            if (found == room) return -1;
            hit.meaning = name->meaning;
            hits[found++] = hit;
            name = nullptr;
        }
    }
after:
    if (at >= end) return -1;
    {
        const uint8_t c = b[*at++];
        if (is_object >> depth & 1) {
            if (c == ',') goto key;
            if (c != '}') return -1;
        } else {
            if (c == ',') goto value;
            if (c != ']') return -1;
        }
    }
close:
    if (depth-- > 0) goto after;
    return at == end ? found : -1;
}
