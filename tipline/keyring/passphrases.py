"""Passphrases: six drawn words, or one's own that is harder to guess than a password."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from xkcdpass import xkcd_password

from tipline.departments.models import Officer
from tipline.keyring.errors import WeakPassphrase

WORDS: Final = 6
LIST_LENGTH: Final = 7776
"""The EFF's long list: five dice a word, so six words are 77 bits (eff.org/dice)."""
SHORTEST: Final = 20
LONGEST: Final = 1024
FEWEST_DIFFERENT: Final = 8


def generate() -> str:
    """Return six words, each drawn from all 7,776 with equal chance."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


def check(passphrase: str, officer: Officer) -> None:
    """Raise WeakPassphrase for one that is short, repeated, common, like the officer's name, or their password."""
    text = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise WeakPassphrase(_("Too short. Take the six words, or at least 20 characters of your own."))
    if len(set(text.lower())) < FEWEST_DIFFERENT or _period(text.lower()) < SHORTEST:
        raise WeakPassphrase(_("It repeats itself. Take the six words, or something less regular."))
    # Comparing with a password that is not set yet takes as long as with one that is.
    if officer.has_usable_password() and any(officer.check_password(typed) for typed in {passphrase, text}):
        raise WeakPassphrase(_("This is your password. The passphrase has to be another."))
    try:
        _common().validate(text)
        _common().validate(text.replace(" ", ""))
        UserAttributeSimilarityValidator().validate(text, officer)
    except ValidationError:
        raise WeakPassphrase(_("That would be easy to guess. Take the six words.")) from None


def _period(text: str) -> int:
    """Return the length of the shortest piece that gives the text by repeating, cut off anywhere."""
    return next(size for size in range(1, len(text) + 1) if text[size:] == text[: len(text) - size])


@lru_cache(maxsize=1)
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    words = tuple(xkcd_password.generate_wordlist("eff-long", min_length=1, max_length=20))
    if len(words) != LIST_LENGTH:
        # The library falls back to the system's dictionary when its own list is missing.
        raise RuntimeError("not the list of words that the strength of a passphrase is reckoned from")
    return words
