"""Moves a tip in a child that kills itself at one statement, for every statement; run as a program on its own database.

Prints, as JSON, each step with what the tip was afterwards: "before", "after", or what is wrong with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def counted(fatal: int) -> Iterator[list[str]]:
    """Name each statement and the commit, and die before the one of that number."""
    from django.db import connection

    steps: list[str] = []

    def step(name: str) -> None:
        if len(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        steps.append(name)

    def execute(go_on: Callable[..., Any], sql: str, *asked: Any) -> Any:
        step(sql.split(maxsplit=1)[0])
        return go_on(sql, *asked)

    connection.ensure_connection()
    commit = connection._commit  # type: ignore[attr-defined]

    def committed() -> None:
        step("COMMIT")
        commit()

    connection._commit = committed  # type: ignore[attr-defined]
    with connection.execute_wrapper(execute):
        yield steps
        step("END")


def main() -> None:
    """Kill one child for each step."""
    import django

    django.setup()
    from tests.builders import make_department
    from tests.moves.cases import Case

    world = make_department()
    with counted(-1) as steps:
        Case.begin(world, "counted").move()
    steps = steps[_start(steps) :]
    found = []
    for number, name in enumerate(steps):
        case = Case.begin(world, f"case {number}")
        _killed_at(case, number)
        found.append([name, _state(case)])
    json.dump(found, sys.stdout)


def _start(steps: list[str]) -> int:
    """Return where the move begins: after the last commit before its own."""
    commits = [number for number, name in enumerate(steps) if name == "COMMIT"]
    return commits[-2] + 1


def _killed_at(case: Any, number: int) -> None:
    from django.db import connection

    # The child is not to share a connection, nor the pool that keeps them on PostgreSQL.
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    child = os.fork()
    if not child:
        with counted(number):
            case.move()
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"step {number} was never reached"


def _state(case: Any) -> str:
    from tests.moves.cases import AFTER, BEFORE
    from tipline.tips.errors import TipNotFound

    def read(officer: Any) -> list[str | None] | None:
        try:
            return case.read_by(officer)  # type: ignore[no-any-return]
        except TipNotFound:
            return None

    state = (read(case.world.ola), read(case.world.ivan), case.read_by_resident())
    mailbox = BEFORE[1:3]
    known = {"before": (BEFORE, None, mailbox), "after": (None, AFTER, mailbox)}
    return next((name for name, whole in known.items() if whole == state), f"neither: {state}")


if __name__ == "__main__":
    main()
