// A program that the terminal is lent to: an editor.
#include "ccurses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int ccurses_spawn(const char *command, const char *path) {
    // The command may have arguments of its own, so it is the shell that reads it; the path never is.
    char script[4096];
    size_t length = 0;
    while (command[length] != 0 && length < sizeof script - 8) {
        script[length] = command[length];
        length++;
    }
    if (length == 0 || command[length] != 0) return 0;
    const char *rest = " \"$@\"";
    for (size_t i = 0; i < 6; i++) script[length++] = rest[i];

    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    if (posix_spawnattr_init(&attributes) != 0) return 0;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        posix_spawnattr_destroy(&attributes);
        return 0;
    }
    // What is ignored here would stay so in the child, and what is blocked too. It stays in the group of this process, which
    // is the one that may read the terminal.
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (!isatty(STDIN_FILENO)) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/tty", O_RDONLY, 0);
    char *const arguments[] = {"/bin/sh", "-c", script, "editor", (char *)path, NULL};
    pid_t process = 0;
    int error = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error == 0 ? (int)process : 0;
}

int ccurses_wait(int process) {
    int status = 0;
    while (waitpid((pid_t)process, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
