"""Open what was sent, leaving a line in the audit trail before any byte of it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.departments.people import with_people
from tipline.envelope import EnvelopeError, Purpose, key_id, work_id
from tipline.keyring.unlocked import Unlocked
from tipline.tips.body import Body
from tipline.tips.epochs import Epochs, all_epochs, epochs_of, renewed_since
from tipline.tips.errors import TipDamaged, TipNotFound
from tipline.tips.models import History, Mailbox, Message, Tip, TipContent
from tipline.tips.queries import visible_to
from tipline.tips.residents import current_resident
from tipline.tips.sealing import (
    FIRST_EPOCH,
    CaseKeys,
    MailboxKey,
    open_bytes,
    open_keys,
    open_text,
    place_of,
    text_unless_damaged,
)
from tipline.tips.words import Written, words_unless_damaged
from tipline.tips.workflow import coarse_minutes


@dataclass(frozen=True, slots=True, repr=False)
class OpenedMessage:
    """A question or an answer, opened. `text` is None where it is damaged."""

    id: UUID
    from_resident: bool
    author: Officer | None
    text: str | None
    at: datetime
    precision: int


@dataclass(frozen=True, slots=True)
class OpenedTip:
    """A tip as an officer reads it, with the work key of each epoch. `people`: who is named in it, by id."""

    tip: Tip
    body: Body = field(repr=False)
    messages: list[OpenedMessage] = field(repr=False)
    history: list[History]
    people: dict[UUID, Officer] = field(repr=False)
    was_unread: bool
    had_answer: bool
    work_keys: Mapping[int, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """What a tip cannot do without."""

    body: Body
    work_keys: Mapping[int, bytes]
    mailbox_keys: list[MailboxKey]


def open_headlines(*, unlocked: Unlocked, tips: Sequence[Tip], at: datetime) -> dict[UUID, str | None]:
    """Open the first line of each tip; None stands for a damaged one. One audit event lists them all."""
    if not tips:
        return {}
    with transaction.atomic():
        keys = open_keys(unlocked, tips)
        _record(Event.Deed.QUEUE_READ, unlocked, [tip.pk for tip in tips], at)
        epochs = all_epochs(tips, keys)
        contents = TipContent.objects.only("headline_id", "headline").in_bulk([tip.pk for tip in tips])
    return {tip.pk: _headline(epochs[tip.pk], tip, contents.get(tip.pk)) for tip in tips}


def open_tip(*, unlocked: Unlocked, tip_id: UUID, at: datetime) -> OpenedTip:
    """Open a tip, mark it read and what was answered as seen; a damaged one stays unread, though it was recorded.

    Raises TipNotFound, TipDamaged.
    """
    tip = _visible(unlocked, tip_id)
    was_unread, had_answer = tip.unread, tip.has_answer
    # Where only the audit trail gets a line, it commits by itself.
    with transaction.atomic() if was_unread or had_answer else nullcontext():
        keys = open_keys(unlocked, [tip]).get(tip.pk)
        _record(Event.Deed.TIP_OPENED, unlocked, [tip.pk], at)
        inside = inside_of(tip, keys)
        if inside is not None:
            _mark_read(tip, unlocked.officer, at)
    messages = messages_of(tip) if inside else []
    fits = inside and all(row.epoch <= inside.mailbox_keys[0].epoch for row in messages)
    if not fits and renewed_since(tip):
        return open_tip(unlocked=unlocked, tip_id=tip_id, at=at)
    if inside is None:
        raise TipDamaged
    history = _history(tip)
    named = (tip.assignee_id, *(row.author_id for row in messages), *(event.actor_id for event in history))
    people = with_people({unlocked.officer.pk: unlocked.officer}, named)
    tip.assignee = _named(people, tip.assignee_id)
    for event in history:
        event.actor = _named(people, event.actor_id)
    return OpenedTip(
        tip=tip,
        body=inside.body,
        messages=opened_messages(tip, inside.mailbox_keys, messages, people),
        history=history,
        people=people,
        was_unread=was_unread,
        had_answer=had_answer,
        work_keys=inside.work_keys,
    )


def contact_text(tip: Tip, identity_key: bytes) -> str:
    """Open the resident's contact details. Raises TipNotFound where there are none, TipDamaged."""
    content = tip.content
    if content.contact_id is None:
        raise TipNotFound
    return open_text(identity_key, content.contact, place_of(tip, Purpose.CONTACT, content.contact_id, FIRST_EPOCH))


def mailbox_key_of(tip: Tip, mailbox: Mailbox, tip_key: bytes) -> MailboxKey:
    """Open the newest mailbox key, which is sealed under the tip key of the current epoch. Raises TipDamaged."""
    place = place_of(tip, Purpose.MAILBOX_KEY, mailbox.key_id, tip.epoch)
    return MailboxKey(mailbox.epoch, open_bytes(tip_key, mailbox.key_for_units, place))


def messages_of(tip: Tip) -> list[Message]:
    """Return the rows of the conversation, oldest first."""
    return list(Message.objects.filter(tip=tip).order_by("tip_version", "pk"))


def opened_messages(
    tip: Tip, keys: Iterable[MailboxKey], rows: Iterable[Message], people: Mapping[UUID, Officer]
) -> list[OpenedMessage]:
    """Open these messages, each with the key of its epoch; a damaged one hides no other.

    Who is not among `people` is not named.
    """
    secrets = {key.epoch: key.secret for key in keys}
    return [
        OpenedMessage(
            id=message.pk,
            from_resident=message.from_resident,
            author=_named(people, message.author_id),
            text=_text(tip, secrets.get(message.epoch), message),
            at=message.at,
            precision=message.precision,
        )
        for message in rows
    ]


def _text(tip: Tip, key: bytes | None, message: Message) -> str | None:
    written = Written(author=message.author_id, from_resident=message.from_resident)
    place = place_of(tip, Purpose.MESSAGE, message.pk, message.epoch)
    return words_unless_damaged(key, message.envelope, place, written)


def _history(tip: Tip) -> list[History]:
    return list(History.objects.filter(tip=tip).select_related("unit").order_by("tip_version", "pk"))


def _named(people: Mapping[UUID, Officer], pk: UUID | None) -> Officer | None:
    return None if pk is None else people.get(pk)


def inside_of(tip: Tip, keys: CaseKeys | None) -> Inside | None:
    """Open what a tip cannot do without, None where any of it is damaged or gone."""
    if keys is None:
        return None
    epochs = epochs_of(tip, keys)
    first = epochs.first
    if first is None:
        return None
    try:
        content, mailbox = tip.content, tip.mailbox
        body = Body.from_bytes(
            open_bytes(first.tip, content.body, place_of(tip, Purpose.BODY, content.body_id, FIRST_EPOCH))
        )
        mailbox_key = mailbox_key_of(tip, mailbox, keys.tip)
        older = [MailboxKey(epoch, secret) for epoch, secret in epochs.mailbox.items()]
        _check_keys(tip, body, first, [mailbox_key, *older])
    except (TipDamaged, EnvelopeError, ObjectDoesNotExist, ValueError):
        return None
    return Inside(body=body, work_keys=epochs.work, mailbox_keys=[mailbox_key, *older])


def _check_keys(tip: Tip, body: Body, first: CaseKeys, mailbox_keys: list[MailboxKey]) -> None:
    """Raise TipDamaged unless work key and resident's key are those that the body names. No query where they are."""
    resident = key_id(bytes(tip.mailbox.resident_public))
    if body.work != work_id(first.work).hex():
        raise TipDamaged
    if body.resident != resident.hex() and resident != current_resident(
        tip, bytes.fromhex(body.resident), mailbox_keys
    ):
        raise TipDamaged


def _visible(unlocked: Unlocked, tip_id: UUID) -> Tip:
    department = unlocked.officer.department
    tips = visible_to(unlocked).select_related("content", "mailbox", "category")
    tip = tips.filter(pk=tip_id, department=department).first()
    if department is None or tip is None:
        raise TipNotFound
    tip.department = department
    return tip


def _mark_read(tip: Tip, officer: Officer, at: datetime) -> None:
    """Of two officers who open it at the same time one is the first."""
    if tip.unread:
        minutes = coarse_minutes(at - tip.received_at)
        first = Tip.objects.filter(pk=tip.pk, unread=True).update(unread=False, review_minutes=minutes)
        if first:
            History.objects.create(tip=tip, what=History.What.OPENED, actor=officer, tip_version=tip.version, at=at)
            tip.review_minutes = minutes
    if tip.has_answer:
        Tip.objects.filter(pk=tip.pk).update(has_answer=False)
    tip.unread = tip.has_answer = False


def _headline(epochs: Epochs | None, tip: Tip, content: TipContent | None) -> str | None:
    first = epochs.first if epochs else None
    if content is None or first is None:
        return None
    return text_unless_damaged(
        first.tip, content.headline, place_of(tip, Purpose.HEADLINE, content.headline_id, FIRST_EPOCH)
    )


def _record(deed: Event.Deed, unlocked: Unlocked, tips: Sequence[UUID], at: datetime) -> None:
    officer = unlocked.officer
    about = tips[0] if deed == Event.Deed.TIP_OPENED else None
    record(deed=deed, actor=officer.pk, department=officer.department_id, about=about, subjects=tips, at=at)
