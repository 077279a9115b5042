"""Log lines that cannot quote anybody: what happened and where in the code, never an error's text."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

OWN_LOGGERS: Final = "tipline."


class SafeFormatter(logging.Formatter):
    """Formats a record without anything that a stranger could have put there.

    Messages of our own loggers are printed: they contain public ids and fixed words only. Of any other logger only the
    location in the code, the status and the route's pattern are printed, since messages of Django and its libraries
    quote paths, host names, field values and SQL parameters. Of an exception the types and frames are printed, not its
    text.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, followed by the frames of an exception."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        words = self._own(record) if record.name.startswith(OWN_LOGGERS) else self._foreign(record)
        line = f"{moment} {record.levelname} {record.name} {words}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + "\n".join(_frames(record.exc_info[1]))
        return line

    def _own(self, record: logging.LogRecord) -> str:
        return record.getMessage().replace("\n", " ")

    def _foreign(self, record: logging.LogRecord) -> str:
        words = f"at {Path(record.pathname).name}:{record.lineno}"
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            words += f" status={status}"
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            words += f" route={match.route}"
        return words


def _frames(error: BaseException) -> list[str]:
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
        lines += [f"    {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    return lines
