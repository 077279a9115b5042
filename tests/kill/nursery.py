"""Loads the project once and forks a server whenever a line comes in: a restart then costs milliseconds."""

from __future__ import annotations

import os
import socket
import sys
import time
from importlib import import_module

from granian import Granian
from granian.constants import Interfaces


def main(application: str, port: int) -> None:
    """Serve once for each line on standard input, each time until that server has been killed."""
    import_module(application.partition(":")[0])
    for _ in sys.stdin:
        _wait_until_free(port)
        child = os.fork()
        if not child:
            os.setsid()
            os.dup2(2, 1)  # The server's own lines belong in the log.
            Granian(application, port=port, interface=Interfaces.WSGI, blocking_threads=4).serve()
            os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


def _wait_until_free(port: int) -> None:
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.005)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
