"""Sending the same form twice stores one tip, or one message.

A form is issued with a token: a random id and the hour in which it was issued. What is sent under it is known
again by two hashes, of the id and of the content (SPEC section 12). They are stored as a `SpentForm` in the transaction
of the tip or the message, and its primary key decides between two requests at once.

A form that comes again is answered by what is stored, also when it could not be taken any more: because it expired, the
budget is spent or the department is closed. The same content is told so, and a tip's receipt can be shown again; other
content is offered as another tip, and is a message of its own in a mailbox.

A token can be used for 24 hours. What was sent is remembered until no request under it can be at work any more.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import DatabaseError
from django.utils.crypto import salted_hmac

from tipline.departments.models import Department
from tipline.envelope import ctx, form_digest, new_form_id, text_digest, u32
from tipline.intake.errors import FormExpired, FormForged, IntakeError
from tipline.intake.models import SpentForm

LIFE_HOURS: Final = 24
ID_BYTES: Final = 32
MAC_BYTES: Final = 32
TOKEN_BYTES: Final = ID_BYTES + 4 + MAC_BYTES
REMEMBERED: Final = timedelta(hours=LIFE_HOURS + 2)
"""A token can be used until the end of the 24th hour after its own, by a request that may still be at work a while
later: as long as that, what it sent must be known, or the same page would make a second tip unsaid.
"""


@dataclass(frozen=True, slots=True, repr=False)
class FormToken:
    """A form that was issued here. `hour`: when, in hours since 1970 UTC."""

    id: bytes
    hour: int

    @classmethod
    def issued(cls, form_id: bytes, at: datetime) -> FormToken:
        """Return that of a form that is issued now."""
        return cls(form_id, _hour(at))

    @classmethod
    def parse(cls, text: str, department: Department) -> FormToken:
        """Return the token, however old it is. Raises FormForged."""
        data = _decoded(text)
        token = cls(data[:ID_BYTES], int.from_bytes(data[ID_BYTES : ID_BYTES + 4], "big"))
        if not hmac.compare_digest(data[ID_BYTES + 4 :], token._mac(department)):
            raise FormForged
        return token

    @property
    def day(self) -> date:
        """The UTC day on which it was issued."""
        return datetime.fromtimestamp(self.hour * 3600, UTC).date()

    def text(self, department: Department) -> str:
        """Return id, hour and MAC as text for a hidden field."""
        token = self.id + u32(self.hour) + self._mac(department)
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    def require_open(self, at: datetime) -> None:
        """Raise FormExpired where nothing new is taken under it any more."""
        if not 0 <= _hour(at) - self.hour <= LIFE_HOURS:
            raise FormExpired

    def _mac(self, department: Department) -> bytes:
        value = ctx("form hour", department.pk.bytes, self.id, u32(self.hour))
        return salted_hmac("tipline.intake.idempotency", value, algorithm="sha256").digest()


def issue_form_token(department: Department, at: datetime) -> str:
    """Return a new token as text for a hidden field."""
    return FormToken.issued(new_form_id(), at).text(department)


@dataclass(frozen=True, slots=True, repr=False)
class Sending:
    """Content sent under a form, by the digests of both."""

    form_digest: bytes
    text_digest: bytes

    @classmethod
    def of(cls, token: FormToken, content: bytes) -> Sending:
        """Return what identifies this content under this form."""
        return cls(form_digest(token.id), text_digest(token.id, content))

    def on_its_own(self) -> Sending:
        """Return the sending of the same content beside the one that was first under its form."""
        return Sending(form_digest(self.text_digest), self.text_digest)

    def spent_form(self, at: datetime) -> SpentForm:
        """Return the unsaved row that remembers it."""
        ten_minutes = at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)
        return SpentForm(form_digest=self.form_digest, text_digest=self.text_digest, sent_at=ten_minutes)

    def before(self) -> SentBefore | None:
        """Return what was stored under the form, None where nothing was or it is forgotten."""
        spent = SpentForm.objects.filter(form_digest=self.form_digest).first()
        if spent is None:
            return None
        return SentBefore(spent, same=hmac.compare_digest(bytes(spent.text_digest), self.text_digest))


class SentBefore(Exception):
    """Something was stored under the form before. `same`: it was this content."""

    def __init__(self, spent: SpentForm, *, same: bool) -> None:
        super().__init__()
        self.spent = spent
        self.same = same


@contextmanager
def once(sending: Sending) -> Iterator[None]:
    """Store the sending, with its `spent_form`, within. Raises SentBefore in place of whatever refuses it."""
    try:
        yield
    except (IntakeError, DatabaseError) as error:
        before = sending.before()
        if before is None:
            raise
        raise before from error


def forget_spent_forms(*, at: datetime) -> int:
    """Forget the forms that cannot be sent any more; return how many."""
    return SpentForm.objects.filter(sent_at__lt=at - REMEMBERED).delete()[0]


def _decoded(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise FormForged from error
    if len(data) != TOKEN_BYTES:
        raise FormForged
    return data


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600
