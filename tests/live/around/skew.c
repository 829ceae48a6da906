/* A wall clock that is wrong, for one program: an hour behind at first, and an hour ahead once the file named by
   SKEW_JUMPS_WITH is there. Other clocks are as they are. Built and preloaded by tests/live/around. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *at) {
    static int (*ask)(clockid_t, struct timespec *);
    if (!ask) ask = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = ask(which, at);
    const char *jumps = getenv("SKEW_JUMPS_WITH");
    if (!failed && which == CLOCK_REALTIME && jumps) at->tv_sec += access(jumps, F_OK) == 0 ? 3600 : -3600;
    return failed;
}
