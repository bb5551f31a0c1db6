// The terminal as `CursesTerminal` uses it. No header of ncurses shows through: its macros, variadics and globals do
// not import into Swift. One terminal at a time; every function but the signal handlers belongs to one thread.
#ifndef CCURSES_H
#define CCURSES_H

#include <stdbool.h>
#include <stdint.h>

// Why `ccurses_open` failed.
enum {
    CCURSES_OK = 0,
    CCURSES_NO_TERMINAL = 1,   // standard output is no terminal, or there is none to read keys from
    CCURSES_UNKNOWN_TYPE = 2,  // terminfo does not know $TERM, or it can not move the cursor
    CCURSES_ALREADY_OPEN = 3,
};

// What stands in one place of the screen.
typedef struct {
    uint32_t scalars[8];  // a base and what combines with it
    uint8_t count;        // of scalars
    uint8_t width;        // columns, 1 or 2
    uint8_t foreground;   // 0...15, or 255 for the terminal's own
    uint8_t background;
    uint8_t attributes;   // bits: 1 bold, 2 dim, 4 underline, 8 reverse
} CCursesCell;

// What `ccurses_read` answers besides 0 (nothing there): a character, or a key of the terminal's description.
enum { CCURSES_CHARACTER = 1, CCURSES_KEY = 2 };

// Codes with `CCURSES_KEY`; function keys are CCURSES_F0 + n.
enum {
    CCURSES_UNKNOWN, CCURSES_UP, CCURSES_DOWN, CCURSES_LEFT, CCURSES_RIGHT, CCURSES_HOME, CCURSES_END, CCURSES_PAGE_UP,
    CCURSES_PAGE_DOWN, CCURSES_ENTER, CCURSES_BACKSPACE, CCURSES_DELETE, CCURSES_INSERT, CCURSES_BACK_TAB,
    CCURSES_F0 = 64,
};

// What `ccurses_read_signal` answers besides 0.
enum { CCURSES_INTERRUPT = 'I', CCURSES_RESIZE = 'W', CCURSES_STOP = 'Z', CCURSES_CONTINUE = 'C' };

// Takes the terminal: alternate screen, keys unbuffered, signal handlers. Keys come from standard input, or from
// /dev/tty if standard input is something else.
int ccurses_open(bool colors);
// Gives the terminal back as it was. Does nothing if it is not open.
void ccurses_close(void);

void ccurses_size(int *width, int *height);
// Takes over the size the terminal has now; true if it differs.
bool ccurses_resize(void);
// 0, 8 or 16.
int ccurses_colors(void);

// Puts cells side by side, from column x on, into the next frame.
void ccurses_put(int y, int x, const CCursesCell *cells, int count);
// Writes what has changed. The cursor is hidden if x is negative.
void ccurses_present(int cursor_y, int cursor_x);
// The next frame is written whole, whatever the terminal shows now.
void ccurses_invalidate(void);
// Sends bytes to the terminal as they are; only to one that would understand control sequences.
void ccurses_send(const uint8_t *bytes, int count);

// Read-ready when there are keys.
int ccurses_key_descriptor(void);
int ccurses_read(uint32_t *code);
// True once the terminal is gone.
bool ccurses_hung_up(void);

// Read-ready when a signal has come.
int ccurses_signal_descriptor(void);
int ccurses_read_signal(void);

// Gives the terminal back, stops the process as ^Z does, and takes the terminal again when it goes on.
void ccurses_stop(void);
// Takes the terminal again after a stop that could not be caught.
void ccurses_reenter(void);
// Gives the terminal to another program, with the modes it had before, and takes it back. While it is lent ^C and ^\ mean
// nothing to this process.
void ccurses_lend(void);
void ccurses_reclaim(void);
// ^Z while the terminal is lent: only the process stops.
void ccurses_stop_lent(void);

// Starts a shell command with a file as its last argument on the terminal that was lent; its process, or 0.
int ccurses_spawn(const char *command, const char *path);
// Waits until it has ended; its exit status, or 128 and the signal that ended it.
int ccurses_wait(int process);

#endif
