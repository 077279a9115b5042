"""Standard input that answers what was printed, as a person at a terminal does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

Answer = str | Callable[[str], str]


class Conversation(io.StringIO):
    """Gives one prepared answer a line; a callable one is given all that was printed so far."""

    def __init__(self, output: io.StringIO, answers: list[Answer]) -> None:
        super().__init__()
        self.output, self.answers = output, list(answers)

    def readline(self, size: int | None = -1, /) -> str:
        """Return the next answer as a line, and an empty string when there is none left."""
        if not self.answers:
            return ""
        answer = self.answers.pop(0)
        text = answer if isinstance(answer, str) else answer(self.output.getvalue())
        return text + "\n"


def last_code(printed: str) -> str:
    """Return the recovery secret that was printed last, from its two lines."""
    return "-".join(re.findall(r"^ {4}((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})$", printed, re.MULTILINE)[-2:])


def passphrases(printed: str) -> list[str]:
    """Return the passphrases that were printed, in their order."""
    return re.findall(r"^Passphrase of .*:\n+ {4}(.+)$", printed, re.MULTILINE)


def last_passphrase(printed: str) -> str:
    """Return the passphrase that was printed last."""
    return passphrases(printed)[-1]


def invitation_codes(printed: str) -> dict[str, str]:
    """Return the printed invitation codes by the name to sign in with."""
    return dict(re.findall(r"^ {4}(\S+): (\S{20,})$", printed, re.MULTILINE))
