"""A tip that was sealed before it came here: checked for all that shows without a key (SPEC section 16)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tipline.departments.models import Department
from tipline.envelope import (
    EnvelopeError,
    Purpose,
    check_content,
    check_kem_public,
    check_sealed_wrap,
    u32,
)
from tipline.intake.errors import SealedRefused
from tipline.keyring.queries import SealingKey
from tipline.routing.configuration import OfferedCategory
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap
from tipline.tips.sealing import FIRST_EPOCH, FORMAT_KINDS, SealedRows, header_of

Kind = TipWrap.Kind


@dataclass(frozen=True, slots=True, repr=False)
class SealedContent:
    """An envelope and the random id that stands in its header."""

    id: UUID
    envelope: bytes


@dataclass(frozen=True, slots=True, repr=False)
class SealedMailbox:
    """The mailbox's keys, and what finds it again: the hash of what the receipt gives, never the receipt."""

    id: UUID
    lookup_hash: bytes
    resident_public: bytes
    key_for_units: bytes


@dataclass(frozen=True, slots=True, repr=False)
class SealedWrap:
    """Keys of the tip, as its kind says, sealed to a unit's key."""

    unit: UUID
    kind: TipWrap.Kind
    kid: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, repr=False)
class SealedSubmission:
    """A sealed tip with the little that is clear about it."""

    offer: OfferedCategory
    danger: bool
    language: str
    tip: UUID
    headline: SealedContent
    body: SealedContent
    contact: SealedContent | None
    mailbox: SealedMailbox
    wraps: tuple[SealedWrap, ...]

    def to_bytes(self) -> bytes:
        """Return 32 bytes by which the same sealed tip sent again is told from another one."""
        digest = hashlib.sha256()
        for field in self._fields():
            digest.update(u32(len(field)) + field)
        return digest.digest()

    def rows(
        self,
        department: Department,
        units: list[SealingKey],
        custodian: SealingKey,
        at: datetime,
        channel: Tip.Channel,
    ) -> tuple[Tip, SealedRows]:
        """Return the unsaved rows. Raises SealedRefused unless everything fits this tip and these keys."""
        tip = self._clear_row(department, at, channel)
        self._check_wraps(units, custodian)
        self._check_mailbox(tip)
        self._check("headline", tip, Purpose.HEADLINE, self.headline)
        self._check("body", tip, Purpose.BODY, self.body)
        if self.contact is not None:
            self._check("contact", tip, Purpose.CONTACT, self.contact)
        return tip, SealedRows(content=self._content(tip), mailbox=self._mailbox(tip), wraps=self._wraps(tip))

    def _fields(self) -> Iterator[bytes]:
        yield from (self.offer.category.code.encode(), bytes([self.danger]), self.language.encode(), self.tip.bytes)
        for content in (self.headline, self.body, self.contact):
            yield from (content.id.bytes, content.envelope) if content else (b"", b"")
        box = self.mailbox
        yield from (box.id.bytes, box.lookup_hash, box.resident_public, box.key_for_units)
        for wrap in self.wraps:
            yield from (wrap.unit.bytes, wrap.kind.encode(), wrap.kid, wrap.wrapped)

    def _clear_row(self, department: Department, at: datetime, channel: Tip.Channel) -> Tip:
        withheld = self.offer.route.oversight
        return Tip(
            id=self.tip,
            department=department,
            category=None if withheld else self.offer.category,
            oversight=withheld,
            life_safety=self.offer.category.life_safety or self.danger,
            language="" if withheld else self.language,
            channel=channel,
            sealed_by=Tip.Sealer.BROWSER,
            has_contact=self.contact is not None,
            received_at=at,
        )

    def _check(self, field: str, tip: Tip, purpose: Purpose, content: SealedContent) -> None:
        try:
            check_content(content.envelope, header_of(tip, purpose, content.id, FIRST_EPOCH))
        except EnvelopeError as error:
            raise SealedRefused(field) from error

    def _check_mailbox(self, tip: Tip) -> None:
        box = self.mailbox
        self._check("mailbox.key_for_units", tip, Purpose.MAILBOX_KEY, SealedContent(box.id, box.key_for_units))
        try:
            check_kem_public(box.resident_public)
        except EnvelopeError as error:
            raise SealedRefused("mailbox.resident_public") from error

    def _check_wraps(self, units: list[SealingKey], custodian: SealingKey) -> None:
        wanted = {(key.unit, Kind.CASE, key.kid) for key in units}
        if self.contact is not None:
            wanted.add((custodian.unit, Kind.IDENTITY, custodian.kid))
        given = [(wrap.unit, wrap.kind, wrap.kid) for wrap in self.wraps]
        if len(given) != len(wanted) or set(given) != wanted:
            raise SealedRefused("wraps")
        for number, wrap in enumerate(self.wraps):
            try:
                check_sealed_wrap(wrap.wrapped, FORMAT_KINDS[wrap.kind])
            except EnvelopeError as error:
                raise SealedRefused(f"wraps.{number}.wrapped") from error

    def _content(self, tip: Tip) -> TipContent:
        return TipContent(
            tip=tip,
            headline_id=self.headline.id,
            headline=self.headline.envelope,
            body_id=self.body.id,
            body=self.body.envelope,
            contact_id=self.contact.id if self.contact else None,
            contact=self.contact.envelope if self.contact else None,
        )

    def _mailbox(self, tip: Tip) -> Mailbox:
        box = self.mailbox
        return Mailbox(
            tip=tip,
            lookup_hash=box.lookup_hash,
            resident_public=box.resident_public,
            epoch=FIRST_EPOCH,
            key_id=box.id,
            key_for_units=box.key_for_units,
        )

    def _wraps(self, tip: Tip) -> list[TipWrap]:
        rows = [
            TipWrap(
                tip=tip, kind=wrap.kind, epoch=tip.epoch, unit_id=wrap.unit, unit_kid=wrap.kid, wrapped=wrap.wrapped
            )
            for wrap in self.wraps
        ]
        for row in rows:
            if row.kind == Kind.CASE:
                row.enter_queue(tip, tip.received_at)
        return rows
