"""A conversation on the terminal, or with a program that feeds standard input line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TextIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TRIES: Final = 3
_WIPE: Final = "\x1b[2J\x1b[3J\x1b[H"
"""Clear the screen, then what was scrolled off it, then go to the top (ECMA-48 ED and CUP; 3 is xterm's)."""


class Abandoned(Exception):
    """The input ended, or an answer was wrong three times."""


class Output(Protocol):
    """What a command prints to."""

    def write(self, text: str, /, *, ending: str) -> object:
        """Print text."""

    def flush(self) -> None:
        """Send what was printed."""

    def isatty(self) -> bool:
        """Tell whether a person looks at it."""


class Terminal:
    """Asks and tells. Nothing that goes through it is kept."""

    def __init__(self, source: TextIO, target: Output) -> None:
        self._source, self._target = source, target

    def say(self, *lines: str) -> None:
        """Print lines, and an empty one after them."""
        for line in (*lines, ""):
            self._target.write(line, ending="\n")
        self._target.flush()

    def ask(self, question: str, check: Callable[[str], None] | None = None, default: str = "") -> str:
        """Return the answer, the default for an empty one; asked again when `check` raises ValidationError.

        Raises Abandoned after three answers that do not do.
        """
        for _turn in range(TRIES):
            answer = self._line(f"{question} [{default}]: " if default else f"{question}: ") or default
            try:
                (check or _not_empty)(answer)
            except ValidationError as error:
                self.say(*(f"  {message}" for message in error.messages))
            else:
                return answer
        raise Abandoned(_("Three answers would not do."))

    def agrees(self, question: str) -> bool:
        """Return whether the answer is yes; an empty one is no."""
        return self._line(f"{question} [y/N]: ").lower() in ("y", "yes", _("yes"))

    def print_and_type_back(self, secret: str, matches: Callable[[str], bool]) -> None:
        """Show a secret and have it typed back; an empty line shows it again. Three wrong ones raise Abandoned."""
        self.say(secret)
        wrong = 0
        while wrong < TRIES:
            typed = self._line(_("Type it back (empty: show it again): "))
            if typed and matches(typed):
                self._wipe()
                return
            wrong += bool(typed)
            self.say(_("That does not match.") if typed else secret)
        raise Abandoned(_("The secret was not typed back."))

    def _line(self, prompt: str) -> str:
        self._target.write(prompt, ending="")
        self._target.flush()
        line = self._source.readline()
        if not line:
            raise Abandoned(_("The input ended."))
        if not self._target.isatty():
            self._target.write("", ending="\n")
        return line.strip()

    def _wipe(self) -> None:
        if self._target.isatty():
            self._target.write(_WIPE, ending="")
            self._target.flush()


def _not_empty(answer: str) -> None:
    if not answer:
        raise ValidationError(_("Please give an answer."))
