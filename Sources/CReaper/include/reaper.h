#ifndef TAILRACE_REAPER_H
#define TAILRACE_REAPER_H

/// Makes this process the parent of what its children leave behind, where the system can
/// (https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html). `prctl` is variadic, and Swift can not call it.
/// Answers whether it is now.
int tailrace_reap_orphans(void);

#endif
