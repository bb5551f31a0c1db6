// ncurses behind the functions of ccurses.h. The only file that includes it.
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE 700
#define _XOPEN_SOURCE_EXTENDED 1
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1
#include "ccurses.h"
#include "signals.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static WINDOW *keys;
static FILE *key_file;
static struct termios modes_before;
static int color_count;
static bool has_default_colors, is_utf8, understands_sequences;

static char restore[512];
static size_t restore_length;

static int keep_byte(int byte) {
    if (restore_length < sizeof restore) restore[restore_length++] = (char)byte;
    return byte;
}

static const char *capability(const char *name) {
    const char *text = tigetstr((char *)name);
    return text == NULL || text == (char *)-1 ? NULL : text;
}

static void keep(const char *text) {
    if (text != NULL) tputs(text, 1, keep_byte);
}

// The bytes that undo what the open screen has set, for the handlers that can not call ncurses.
static void prepare_restore(void) {
    restore_length = 0;
    if (understands_sequences) keep("\033[?2004l");
    keep(capability("sgr0"));
    keep(capability("rmkx"));
    keep(capability("cnorm"));
    if (capability("rmcup") != NULL) keep(capability("rmcup"));
    else keep("\r\n");
}

// UTF-8 unless the environment names another encoding: where it names none, terminals are.
static void choose_locale(void) {
    const char *names[] = {getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")};
    const char *name = NULL;
    for (int i = 0; i < 3 && name == NULL; i++)
        if (names[i] != NULL && names[i][0] != 0) name = names[i];
    bool unnamed = name == NULL || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
    bool known = !unnamed && setlocale(LC_CTYPE, "") != NULL;
    // A locale that is named but not installed still tells the encoding.
    bool utf8 = unnamed || known || strstr(name, "UTF-8") != NULL || strstr(name, "utf8") != NULL;
    if (!known && utf8 && setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "en_US.UTF-8");
    is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static void undo_open(void) {
    if (key_file != NULL) fclose(key_file);
    key_file = NULL;
}

// Keys come at once and unseen; ^C and ^Z stay signals; ^S, ^Q, ^V and ^O are keys like others.
static void set_modes(void) {
    struct termios modes;
    cbreak();
    noecho();
    nonl();
    if (tcgetattr(fileno(key_file), &modes) == 0) {
        modes.c_iflag &= (tcflag_t) ~(IXON | IXOFF);
        modes.c_lflag &= (tcflag_t)~IEXTEN;
        tcsetattr(fileno(key_file), TCSANOW, &modes);
        def_prog_mode();
    }
}

static void set_colors(bool wanted) {
    color_count = 0;
    has_default_colors = false;
    if (!wanted || !has_colors() || start_color() != OK || COLORS < 8) return;
    has_default_colors = use_default_colors() == OK;
    color_count = COLORS >= 16 && COLOR_PAIRS > 64 ? 16 : 8;
}

static bool window_size(int *width, int *height) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *width = size.ws_col;
    *height = size.ws_row;
    return true;
}

int ccurses_open(bool colors) {
    if (screen != NULL) return CCURSES_ALREADY_OPEN;
    if (!isatty(STDOUT_FILENO)) return CCURSES_NO_TERMINAL;
    int descriptor = isatty(STDIN_FILENO) ? dup(STDIN_FILENO) : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return CCURSES_NO_TERMINAL;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    key_file = fdopen(descriptor, "r+");
    if (key_file == NULL || tcgetattr(STDOUT_FILENO, &modes_before) != 0) {
        if (key_file == NULL) close(descriptor);
        undo_open();
        return CCURSES_NO_TERMINAL;
    }
    choose_locale();
    // Handlers first: ncurses leaves alone what is taken. They know how to restore once that is known.
    if (!signals_install(STDOUT_FILENO, &modes_before, "", 0)) {
        undo_open();
        return CCURSES_NO_TERMINAL;
    }
    set_escdelay(25);
    screen = newterm(NULL, stdout, key_file);
    signals_remove();
    if (screen == NULL || capability("cup") == NULL) {
        if (screen != NULL) {
            endwin();
            delscreen(screen);
            screen = NULL;
        }
        undo_open();
        return CCURSES_UNKNOWN_TYPE;
    }
    set_modes();
    set_colors(colors);
    understands_sequences = tigetnum((char *)"colors") >= 8;
    // Keys are read from a pad, because reading from a window also refreshes it.
    keys = newpad(1, 1);
    keypad(keys, TRUE);
    nodelay(keys, TRUE);
    meta(keys, TRUE);
    idlok(stdscr, TRUE);
    curs_set(0);
    prepare_restore();
    // Pasted text comes marked, so that its line ends are not taken for Enter.
    if (understands_sequences) ccurses_send((const uint8_t *)"\033[?2004h", 8);
    signals_install(STDOUT_FILENO, &modes_before, restore, restore_length);
    ccurses_resize();
    return CCURSES_OK;
}

void ccurses_close(void) {
    if (screen == NULL) return;
    if (understands_sequences) ccurses_send((const uint8_t *)"\033[?2004l", 8);
    endwin();
    signals_remove();
    tcsetattr(STDOUT_FILENO, TCSANOW, &modes_before);
    delwin(keys);
    delscreen(screen);
    screen = NULL;
    keys = NULL;
    undo_open();
}

void ccurses_size(int *width, int *height) {
    *width = screen == NULL ? 0 : getmaxx(stdscr);
    *height = screen == NULL ? 0 : getmaxy(stdscr);
}

bool ccurses_resize(void) {
    int width, height;
    if (screen == NULL || !window_size(&width, &height) || !is_term_resized(height, width)) return false;
    resizeterm(height, width);
    return true;
}

int ccurses_colors(void) { return color_count; }

// What stands for a character in an encoding that does not have it.
static wchar_t look_alike(uint32_t scalar) {
    if (scalar >= 0x2581 && scalar <= 0x2593) return L'#';
    switch (scalar) {
    case 0x2500: case 0x2501: case 0x2013: case 0x2014: return L'-';
    case 0x2502: case 0x2503: case 0x258C: case 0x258F: return L'|';
    case 0x2717: return L'x';
    case 0x25B2: return L'!';
    case 0x25C6: case 0x25CF: return L'*';
    case 0x25CB: return L'o';
    case 0x21BB: return L'r';
    case 0x2713: case 0x25BE: return L'v';
    case 0x25B8: return L'>';
    case 0x00B7: case 0x2026: return L'.';
    case 0x23CE: return L'<';
    case 0x2191: return L'^';
    case 0x2193: return L'v';
    default: return scalar >= 0x2500 && scalar < 0x2580 ? L'+' : L'?';
    }
}

static bool has_no_columns(uint32_t scalar) {
    // Selectors, joiners and tags change what a terminal draws, and how wide, in ways on which terminals differ.
    if (scalar == 0x200D || (scalar >= 0xFE00 && scalar <= 0xFE0F) || scalar >= 0xE0000) return false;
    return wcwidth((wchar_t)scalar) == 0;
}

// The text of a cell as ncurses and the terminal agree on it; answers the columns that it takes, which may be fewer than
// the cell's. A flag is shown by its two letters, an emoji sequence by its first emoji.
static int agreed_text(const CCursesCell *cell, wchar_t *text) {
    uint32_t base = cell->scalars[0];
    int length = 1;
    if (base >= 0x20 && base < 0x7F) {
        text[0] = (wchar_t)base;
    } else if (!is_utf8) {
        text[0] = look_alike(base);
        text[1] = 0;
        return 1;
    } else {
        text[0] = (wchar_t)base;
        int width = wcwidth((wchar_t)base);
        if (width <= 0 || width > cell->width) {
            text[0] = 0xFFFD;
            text[1] = 0;
            return 1;
        }
    }
    for (int i = 1; i < cell->count && length < CCHARW_MAX - 1; i++)
        if (is_utf8 && has_no_columns(cell->scalars[i])) text[length++] = (wchar_t)cell->scalars[i];
    text[length] = 0;
    return base < 0x7F ? 1 : wcwidth((wchar_t)base);
}

static attr_t look(const CCursesCell *cell, int *pair) {
    attr_t attributes = A_NORMAL;
    int foreground = cell->foreground, background = cell->background;
    if (cell->attributes & 1) attributes |= A_BOLD;
    if (cell->attributes & 2) attributes |= A_DIM;
    if (cell->attributes & 4) attributes |= A_UNDERLINE;
    if (cell->attributes & 8) attributes |= A_REVERSE;
    *pair = 0;
    if (color_count == 0 || (foreground == 255 && background == 255)) return attributes;
    if (color_count == 8 && foreground >= 8 && foreground < 16) {
        // Bright black is dim on such terminals: black on black would be unreadable.
        if (foreground == 8) {
            foreground = 255;
            attributes |= A_DIM;
        } else {
            foreground -= 8;
            attributes |= A_BOLD;
        }
    }
    if (color_count == 8 && background >= 8 && background < 16) background -= 8;
    if (foreground == 255) foreground = has_default_colors ? -1 : COLOR_WHITE;
    if (background == 255) background = has_default_colors ? -1 : COLOR_BLACK;
    int found = alloc_pair(foreground, background);
    *pair = found > 0 ? found : 0;
    return attributes;
}

static void add(int y, int x, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t character;
    if (setcchar(&character, text, attributes, (short)0, &pair) == OK) mvwadd_wchnstr(stdscr, y, x, &character, 1);
}

void ccurses_put(int y, int x, const CCursesCell *cells, int count) {
    if (screen == NULL) return;
    int pair = 0;
    attr_t attributes = A_NORMAL;
    wchar_t text[CCHARW_MAX + 1];
    for (int i = 0; i < count; i++) {
        const CCursesCell *cell = &cells[i];
        const CCursesCell *last = i == 0 ? NULL : &cells[i - 1];
        if (last == NULL || last->foreground != cell->foreground || last->background != cell->background ||
            last->attributes != cell->attributes)
            attributes = look(cell, &pair);
        uint32_t base = cell->scalars[0];
        if (cell->width == 2 && base >= 0x1F1E6 && base <= 0x1F1FF) {
            for (int half = 0; half < 2; half++) {
                text[0] = (wchar_t)(L'A' + (cell->scalars[half] - 0x1F1E6));
                text[1] = 0;
                add(y, x + half, text, attributes, pair);
            }
        } else {
            int used = agreed_text(cell, text);
            add(y, x, text, attributes, pair);
            for (; used < cell->width; used++) add(y, x + used, L" ", attributes, pair);
        }
        x += cell->width;
    }
}

void ccurses_present(int cursor_y, int cursor_x) {
    if (screen == NULL) return;
    if (cursor_x >= 0) wmove(stdscr, cursor_y, cursor_x);
    curs_set(cursor_x >= 0 ? 1 : 0);
    wnoutrefresh(stdscr);
    doupdate();
}

void ccurses_invalidate(void) {
    if (screen != NULL) clearok(curscr, TRUE);
}

void ccurses_send(const uint8_t *bytes, int count) {
    if (screen == NULL || !understands_sequences) return;
    fflush(stdout);
    int sent = 0;
    while (sent < count) {
        ssize_t n = write(STDOUT_FILENO, bytes + sent, (size_t)(count - sent));
        if (n <= 0) return;
        sent += (int)n;
    }
}

int ccurses_key_descriptor(void) { return key_file == NULL ? -1 : fileno(key_file); }

static uint32_t key_code(wint_t key) {
    if (key >= KEY_F0 && key <= KEY_F(63)) return CCURSES_F0 + (uint32_t)(key - KEY_F0);
    switch (key) {
    case KEY_UP: return CCURSES_UP;
    case KEY_DOWN: return CCURSES_DOWN;
    case KEY_LEFT: return CCURSES_LEFT;
    case KEY_RIGHT: return CCURSES_RIGHT;
    case KEY_HOME: case KEY_A1: return CCURSES_HOME;
    case KEY_END: case KEY_C1: return CCURSES_END;
    case KEY_PPAGE: case KEY_A3: return CCURSES_PAGE_UP;
    case KEY_NPAGE: case KEY_C3: return CCURSES_PAGE_DOWN;
    case KEY_ENTER: return CCURSES_ENTER;
    case KEY_BACKSPACE: return CCURSES_BACKSPACE;
    case KEY_DC: return CCURSES_DELETE;
    case KEY_IC: return CCURSES_INSERT;
    case KEY_BTAB: return CCURSES_BACK_TAB;
    default: return CCURSES_UNKNOWN;
    }
}

int ccurses_read(uint32_t *code) {
    wint_t key = 0;
    if (screen == NULL) return 0;
    switch (wget_wch(keys, &key)) {
    case OK:
        *code = (uint32_t)key;
        return CCURSES_CHARACTER;
    case KEY_CODE_YES:
        *code = key_code(key);
        return CCURSES_KEY;
    default: return 0;
    }
}

bool ccurses_hung_up(void) {
    struct pollfd state = {.fd = ccurses_key_descriptor(), .events = POLLIN};
    if (state.fd < 0) return true;
    if (poll(&state, 1, 0) <= 0) return false;
    int waiting = 0;
    // Ready, with nothing to read: the other end is closed.
    return (state.revents & (POLLHUP | POLLERR | POLLNVAL)) || (ioctl(state.fd, FIONREAD, &waiting) == 0 && waiting == 0);
}

int ccurses_signal_descriptor(void) { return signals_descriptor(); }
int ccurses_read_signal(void) { return signals_read(); }

static void take_again(void) {
    if (understands_sequences) ccurses_send((const uint8_t *)"\033[?2004h", 8);
    reset_prog_mode();
    ccurses_resize();
    clearok(curscr, TRUE);
    doupdate();
}

void ccurses_stop(void) {
    if (screen == NULL) return;
    if (understands_sequences) ccurses_send((const uint8_t *)"\033[?2004l", 8);
    endwin();
    signals_stop();
    take_again();
}

void ccurses_lend(void) {
    if (screen == NULL) return;
    if (understands_sequences) ccurses_send((const uint8_t *)"\033[?2004l", 8);
    endwin();
    signals_lend(true);
}

void ccurses_reclaim(void) {
    if (screen == NULL) return;
    signals_lend(false);
    ccurses_reenter();
}

void ccurses_stop_lent(void) { signals_stop(); }

void ccurses_reenter(void) {
    if (screen == NULL) return;
    // Leaves first, so that all of the modes are set anew: the shell has had the terminal in between.
    endwin();
    take_again();
}
