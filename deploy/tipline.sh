#!/bin/sh
# Runs a command of manage.py as the service would: as its user, with its settings, from its folder.
# Install as /usr/local/sbin/tipline; then, as root: tipline migrate
set -eu
umask 077
ulimit -c 0
set -a
. /etc/tipline/tipline.env
set +a
HOME=/var/lib/tipline
export HOME
cd /opt/tipline
exec runuser -u tipline -- .venv/bin/python manage.py "$@"
