"""Gets the server's first certificate with certbot, quickly.

The lineage is certbot's own, with the webroot that nginx serves later. Before nginx is there, a small server in this
process serves it; and certbot's pauses of a second between two looks at the authority are shortened, for this first
issue only: `certbot renew` is run as the operator types it, pauses and all.
"""

import os
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

WEBROOT = "/var/www/acme"
AUTHORITY = "https://acme:14000/dir"
NAMES = ["enterprisescanner.com", "www.enterprisescanner.com"]

# What `certbot renew` finds when it is typed without options.
with open("/etc/letsencrypt/cli.ini", "w", encoding="utf-8") as settings:
    settings.write(f"server = {AUTHORITY}\nmax-log-backups = 0\n")


class Webroot(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


pause = time.sleep
time.sleep = lambda seconds: pause(min(seconds, 0.02))

server = ThreadingHTTPServer(("", 80), partial(Webroot, directory=WEBROOT))
threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

from certbot.main import main  # noqa: E402  (after the pauses are shortened; half a second of imports)

# The authority may still be starting. boot writes its root here once it is up and trusted.
end = time.monotonic() + 60
while not os.path.exists("/etc/firedrill/ca.pem"):
    if time.monotonic() > end:
        sys.exit("no certificate authority within 60 s")
    time.sleep(0.02)

status = main(
    ["certonly", "--quiet", "--non-interactive", "--agree-tos", "--register-unsafely-without-email",
     "--webroot", "--webroot-path", WEBROOT]
    + [option for name in NAMES for option in ("-d", name)]
)
# The port is nginx's from here on.
server.server_close()
sys.exit(status)
