# A login shell as on the document's Ubuntu: sbin in everybody's PATH, where Debian keeps it from plain users, and
# the database role that psql takes (its password is in ~/.pgpass).
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games
PGUSER=admin
export PATH PGUSER
