// Signals that ask for something are written into a pipe, and read again in the thread that owns the terminal. Signals
// that end the process put the terminal back first: a Swift trap runs no `defer`, so nothing else would.
//
// Handlers call only what is async-signal-safe: write, tcsetattr, sigaction, raise
// (https://man7.org/linux/man-pages/man7/signal-safety.7.html).
#include "signals.h"
#include "ccurses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int asked[] = {SIGTERM, SIGINT, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGQUIT, SIGSYS};
#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

static struct sigaction before_asked[COUNT(asked)], before_fatal[COUNT(fatal)];
static struct termios saved_modes;
static char restore_bytes[512];
static size_t restore_length;
static int terminal = -1;
static int channel[2] = {-1, -1};
static atomic_bool installed;
static atomic_int unanswered;
static void *signal_stack;

static void put_back(void) {
    if (!atomic_exchange(&installed, false)) return;
    size_t sent = 0;
    while (sent < restore_length) {
        ssize_t n = write(terminal, restore_bytes + sent, restore_length - sent);
        if (n <= 0) break;
        sent += (size_t)n;
    }
    tcsetattr(terminal, TCSANOW, &saved_modes);
}

static void on_asked(int number) {
    int error = errno;
    char byte = CCURSES_INTERRUPT;
    switch (number) {
    case SIGWINCH: byte = CCURSES_RESIZE; break;
    case SIGTSTP: byte = CCURSES_STOP; break;
    case SIGCONT: byte = CCURSES_CONTINUE; break;
    default:
        // Nobody has answered the last two: the program hangs, and the third one ends it.
        if (atomic_fetch_add(&unanswered, 1) >= 2) {
            put_back();
            signal(number, SIG_DFL);
            raise(number);
        }
    }
    // A full pipe means that the reader has enough to do; the byte is not needed then.
    ssize_t n = write(channel[1], &byte, 1);
    (void)n;
    errno = error;
}

static void on_fatal(int number, siginfo_t *info, void *context) {
    (void)context;
    put_back();
    for (int i = 0; i < COUNT(fatal); i++)
        if (fatal[i] == number) sigaction(number, &before_fatal[i], NULL);
    // A fault comes again by itself when the handler returns, with its true place; one that was sent does not.
    if (info == NULL || info->si_code <= 0 || number == SIGTRAP || number == SIGQUIT) raise(number);
}

static void on_exit_process(void) { put_back(); }

bool signals_install(int descriptor, const struct termios *modes, const char *restore, size_t length) {
    if (pipe(channel) != 0) return false;
    for (int i = 0; i < 2; i++) {
        fcntl(channel[i], F_SETFD, FD_CLOEXEC);
        fcntl(channel[i], F_SETFL, O_NONBLOCK);
    }
    terminal = descriptor;
    saved_modes = *modes;
    restore_length = length < sizeof restore_bytes ? length : sizeof restore_bytes;
    memcpy(restore_bytes, restore, restore_length);
    atomic_store(&unanswered, 0);
    atomic_store(&installed, true);

    // A stack that has overflowed can not run a handler; this covers the thread that opens the terminal.
    static const size_t stack_size = 1 << 16;
    if (signal_stack == NULL) signal_stack = malloc(stack_size);
    stack_t current;
    if (signal_stack != NULL && sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
        stack_t stack = {.ss_sp = signal_stack, .ss_size = stack_size};
        sigaltstack(&stack, NULL);
    }

    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    for (int i = 0; i < COUNT(fatal); i++) sigdelset(&action.sa_mask, fatal[i]);
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    action.sa_sigaction = on_fatal;
    for (int i = 0; i < COUNT(fatal); i++) sigaction(fatal[i], &action, &before_fatal[i]);

    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    // Setting modes from the background would stop the process in the middle of its end.
    sigaddset(&action.sa_mask, SIGTTOU);
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    action.sa_handler = on_asked;
    for (int i = 0; i < COUNT(asked); i++) sigaction(asked[i], &action, &before_asked[i]);

    static bool registered = false;
    if (!registered) atexit(on_exit_process);
    registered = true;
    return true;
}

void signals_remove(void) {
    if (channel[0] < 0) return;
    for (int i = 0; i < COUNT(asked); i++) sigaction(asked[i], &before_asked[i], NULL);
    for (int i = 0; i < COUNT(fatal); i++) sigaction(fatal[i], &before_fatal[i], NULL);
    atomic_store(&installed, false);
    close(channel[0]);
    close(channel[1]);
    channel[0] = channel[1] = -1;
}

int signals_descriptor(void) { return channel[0]; }

int signals_read(void) {
    unsigned char byte;
    if (channel[0] < 0 || read(channel[0], &byte, 1) != 1) return 0;
    if (byte == CCURSES_INTERRUPT) atomic_store(&unanswered, 0);
    return byte;
}

void signals_stop(void) {
    struct sigaction own, plain;
    sigset_t stop, before;
    memset(&plain, 0, sizeof plain);
    sigemptyset(&plain.sa_mask);
    plain.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &plain, &own);
    // To this thread, so that the process has stopped before the call returns; threads that run dispatch queues block it.
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &own, NULL);
}

void signals_lend(bool lent) {
    static const int typed[] = {SIGINT, SIGQUIT};
    static struct sigaction before[COUNT(typed)];
    static bool is_lent = false;
    if (lent == is_lent) return;
    is_lent = lent;
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    sigemptyset(&ignore.sa_mask);
    ignore.sa_handler = SIG_IGN;
    for (int i = 0; i < COUNT(typed); i++) {
        if (lent) sigaction(typed[i], &ignore, &before[i]);
        else sigaction(typed[i], &before[i], NULL);
    }
}
