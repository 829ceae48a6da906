/* Gives GNU make a function, $(become COMMAND), that puts COMMAND in the place of make itself.
 *
 * make ends with 2 whatever its recipe's status was, and with a signal's when it is interrupted. `make drill` is to end
 * with firedrill's own status, and Ctrl-C is to reach firedrill alone; so firedrill takes over make's process. */
#include <gnumake.h>
#include <stdio.h>
#include <unistd.h>

int plugin_is_GPL_compatible; /* make insists: this file is under the MIT licence, which is */

static char *become(const char *name, unsigned int argc, char **argv) {
    (void)name, (void)argc;
    fflush(NULL);
    execl("/bin/sh", "sh", "-c", argv[0], (char *)NULL);
    return NULL; /* no shell: make goes on, and runs the recipe its own way */
}

int become_setup(void) {
    gmk_add_function("become", become, 1, 1, GMK_FUNC_DEFAULT);
    return 1;
}
