// Signals, and the way back from a crash. See signals.c.
#ifndef CCURSES_SIGNALS_H
#define CCURSES_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

// Keeps what a crash handler needs, and installs all handlers. `descriptor` is the terminal that is written to,
// `restore` the bytes that bring its screen back. False if there are no resources for it.
bool signals_install(int descriptor, const struct termios *modes, const char *restore, size_t length);
void signals_remove(void);
int signals_descriptor(void);
int signals_read(void);
// Stops the process by SIGTSTP's own meaning, and returns when it goes on.
void signals_stop(void);
// While another program has the terminal, ^C and ^\ typed in it are that program's alone.
void signals_lend(bool lent);

#endif
