"""Open what was sent, leaving a line in the audit trail before any byte of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.departments.queries import officers_by_id
from tipline.envelope import EnvelopeError, Purpose, key_id, work_key_id
from tipline.keyring.unlocked import Unlocked
from tipline.tips.authored_text import Authorship, authored_text_or_none
from tipline.tips.body import Body
from tipline.tips.danger import danger_differs
from tipline.tips.epochs import Epochs, all_epochs, epochs_of, renewed_since
from tipline.tips.errors import TipDamaged, TipNotFound, TipUnopenable
from tipline.tips.integrity import which_are_as_sent
from tipline.tips.locking import lock_tip
from tipline.tips.models import Handling, History, Mailbox, Message, Tip, TipContent, TipWrap
from tipline.tips.queries import case_wraps, handling_in, with_handling
from tipline.tips.queue_state import mark_read, mark_unopenable
from tipline.tips.resident_keys import current_resident_kid
from tipline.tips.sealing import (
    FIRST_EPOCH,
    CaseKeys,
    MailboxKey,
    header_of,
    open_bytes,
    open_keys,
    open_text,
    text_or_none,
)
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


MESSAGES_A_PAGE: Final = 20
MOST_DIGITS: Final = 6
MESSAGES: Final = "has_messages"


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Rows of a conversation. `older`: there is a next page with what came before."""

    rows: list[Message]
    number: int
    older: bool


@dataclass(frozen=True, slots=True)
class OpenedTip:
    """A tip as an officer reads it, with the work key of each epoch. `people`: who is named in it, by id.

    `units`: those that hold it. `present`: answers to what was `asking`. `was_unread`, `has_answer`: what it was to the
    officer's units until now. `messages` are those of one page of the mailbox, `message_page`; `older_messages` tells
    whether there is a next.
    """

    handling: Handling
    units: frozenset[UUID]
    present: Mapping[str, bool]
    body: Body = field(repr=False)
    messages: list[OpenedMessage] = field(repr=False)
    message_page: int
    older_messages: bool
    history: list[History]
    people: dict[UUID, Officer] = field(repr=False)
    was_unread: bool
    has_answer: bool
    danger_differs: bool
    work_keys: Mapping[int, bytes] = field(repr=False)

    @property
    def tip(self) -> Tip:
        """What the resident sent."""
        return self.handling.tip


People = Callable[[frozenset[UUID], Iterable[UUID | None]], dict[UUID, Officer]]
"""Finds the officers of these ids, and others if it likes, around a tip that these units hold."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A tip with its case wraps of this epoch, as one statement found them."""

    handling: Handling
    wraps: list[TipWrap] = field(repr=False)
    present: Mapping[str, bool]
    unread: bool
    has_answer: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Keys:
    """The keys of a page's tips, by tip. `closed`: the units whose wrap of a tip does not open."""

    keys: dict[UUID, CaseKeys]
    closed: dict[UUID, frozenset[UUID]]


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """What a tip cannot do without."""

    body: Body
    work_keys: Mapping[int, bytes]
    mailbox_keys: list[MailboxKey]


@dataclass(frozen=True, slots=True)
class Line:
    """A tip in the queue: its first line, None where it does not open.

    `as_sent`: it came so; else somebody changed it. `danger_differs`: what stands outside about danger is not what
    stands inside, as far as the inside opens.
    """

    text: str | None = field(repr=False)
    as_sent: bool = False
    danger_differs: bool = False


def open_headlines(
    *, unlocked: Unlocked, tips: Sequence[Tip], at: datetime, wraps: Sequence[TipWrap] | None = None
) -> dict[UUID, Line]:
    """Open the first line of each tip, and note of those that do not open and came so that they do not.

    One audit event, which is there before anything is opened, lists them all. `wraps`: the tips' case wraps, where they
    were read together with the tips and their content.
    """
    if not tips:
        return {}
    _record(Event.Action.QUEUE_READ, unlocked, [tip.pk for tip in tips], at)
    opened = _keys_of(unlocked, tips, wraps)
    epochs = all_epochs(tips, opened.keys)
    contents = _headlines_of(tips) if wraps is None else {tip.pk: getattr(tip, "content", None) for tip in tips}
    texts = {tip.pk: _headline(epochs[tip.pk], tip, contents.get(tip.pk)) for tip in tips}
    as_sent = _note_unopenable(unlocked, [tip for tip in tips if texts[tip.pk] is None], opened)
    differs = _danger_differs(tips, epochs)
    return {pk: Line(text, pk in as_sent, pk in differs) for pk, text in texts.items()}


def open_tip(
    *,
    unlocked: Unlocked,
    tip_id: UUID,
    at: datetime,
    message_page: int = 1,
    asking: Mapping[str, Exists] | None = None,
    people: People | None = None,
) -> OpenedTip:
    """Open a tip, which the officer's units then have read; a damaged one stays unread, though it was recorded.

    Raises TipNotFound, TipDamaged, TipUnopenable.
    """
    found = _found(unlocked, tip_id, asking or {})
    handling, tip = found.handling, found.handling.tip
    # Where only the audit trail gets a line, it commits by itself.
    marks = found.unread or found.has_answer
    with transaction.atomic() if marks else nullcontext():
        if marks:
            lock_tip(tip.pk)
        opened = _keys_of(unlocked, [tip], None if marks else found.wraps)
        _record(Event.Action.TIP_OPENED, unlocked, [tip.pk], at)
        inside = open_inside(tip, opened.keys.get(tip.pk))
        if inside is not None:
            _mark_read(found, unlocked, at)
    page = messages_of(tip, message_page) if inside and found.present[MESSAGES] else MessagePage([], 1, older=False)
    fits = inside and all(row.epoch <= inside.mailbox_keys[0].epoch for row in page.rows)
    if not fits and renewed_since(tip):
        return open_tip(
            unlocked=unlocked, tip_id=tip_id, at=at, message_page=message_page, asking=asking, people=people
        )
    if inside is None:
        raise TipUnopenable if _note_unopenable(unlocked, [tip], opened) else TipDamaged
    history = _history(handling)
    named = (handling.assignee_id, *(row.author_id for row in page.rows), *(event.actor_id for event in history))
    units = frozenset(wrap.unit_id for wrap in found.wraps)
    around = people(units, named) if people else officers_by_id({unlocked.officer.pk: unlocked.officer}, named)
    handling.assignee = _named(around, handling.assignee_id)
    for event in history:
        event.actor = _named(around, event.actor_id)
    return OpenedTip(
        handling=handling,
        units=units,
        present=found.present,
        body=inside.body,
        messages=opened_messages(tip, inside.mailbox_keys, page.rows, around),
        message_page=page.number,
        older_messages=page.older,
        history=history,
        people=around,
        was_unread=found.unread,
        has_answer=found.has_answer,
        danger_differs=bool(danger_differs([(tip, inside.body)])),
        work_keys=inside.work_keys,
    )


def contact_text(tip: Tip, identity_key: bytes) -> str:
    """Open the resident's contact details. Raises TipNotFound where there are none, TipDamaged."""
    content = tip.content
    if content.contact_id is None:
        raise TipNotFound
    return open_text(identity_key, content.contact, header_of(tip, Purpose.CONTACT, content.contact_id, FIRST_EPOCH))


def mailbox_key_of(tip: Tip, mailbox: Mailbox, tip_key: bytes) -> MailboxKey:
    """Open the newest mailbox key, which is sealed under the tip key of the current epoch. Raises TipDamaged."""
    header = header_of(tip, Purpose.MAILBOX_KEY, mailbox.key_id, tip.epoch)
    return MailboxKey(mailbox.epoch, open_bytes(tip_key, mailbox.key_for_units, header))


def page_number(asked: str) -> int:
    """Return the number of a page that was asked for, 1 for what is none."""
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1


def messages_of(tip: Tip, number: int = 1) -> MessagePage:
    """Return the rows of a page of the conversation, oldest first; page 1 holds the newest.

    Nobody is made to load all that somebody wrote. Behind the last page the last one is returned.
    """
    newest = Message.objects.filter(tip=tip).order_by("-step", "-pk")
    start = (number - 1) * MESSAGES_A_PAGE
    rows = list(newest[start : start + MESSAGES_A_PAGE + 1])
    if not rows and number > 1:
        return messages_of(tip, max(1, -(-newest.count() // MESSAGES_A_PAGE)))
    return MessagePage(rows[:MESSAGES_A_PAGE][::-1], number, len(rows) > MESSAGES_A_PAGE)


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
    authorship = Authorship(author=message.author_id, from_resident=message.from_resident)
    header = header_of(tip, Purpose.MESSAGE, message.pk, message.epoch)
    return authored_text_or_none(key, message.envelope, header, authorship)


def _history(handling: Handling) -> list[History]:
    # Not every event is a step of its own: within one, times keep the order as long as they are exact.
    return list(handling.history.select_related("unit").order_by("step", "at", "pk"))


def _named(people: Mapping[UUID, Officer], pk: UUID | None) -> Officer | None:
    return None if pk is None else people.get(pk)


def open_inside(tip: Tip, keys: CaseKeys | None) -> Inside | None:
    """Open what a tip cannot do without, None where any of it is damaged or gone."""
    if keys is None:
        return None
    epochs = epochs_of(tip, keys)
    first = epochs.first
    if first is None:
        return None
    try:
        content, mailbox = tip.content, tip.mailbox
        body = _body(tip, content, first.tip)
        mailbox_key = mailbox_key_of(tip, mailbox, keys.tip)
        older = [MailboxKey(epoch, secret) for epoch, secret in epochs.mailbox.items()]
        _check_keys(tip, body, first, [mailbox_key, *older])
    except (TipDamaged, EnvelopeError, ObjectDoesNotExist, ValueError):
        return None
    return Inside(body=body, work_keys=epochs.work, mailbox_keys=[mailbox_key, *older])


def _check_keys(tip: Tip, body: Body, first: CaseKeys, mailbox_keys: list[MailboxKey]) -> None:
    """Raise TipDamaged unless work key and resident's key are those that the body names. No query where they are."""
    resident = key_id(bytes(tip.mailbox.resident_public))
    if body.work != work_key_id(first.work).hex():
        raise TipDamaged
    if body.resident != resident.hex() and resident != current_resident_kid(
        tip, bytes.fromhex(body.resident), mailbox_keys
    ):
        raise TipDamaged


def _body(tip: Tip, content: TipContent, tip_key: bytes) -> Body:
    return Body.from_bytes(
        open_bytes(tip_key, content.body, header_of(tip, Purpose.BODY, content.body_id, FIRST_EPOCH))
    )


def _found(unlocked: Unlocked, tip_id: UUID, asking: Mapping[str, Exists]) -> _Found:
    """Read a tip that the officer's keys open, with its handling, content, mailbox and wraps. Raises TipNotFound."""
    department = unlocked.officer.department
    if department is None:
        raise TipNotFound
    asking = {MESSAGES: Exists(Message.objects.filter(tip=OuterRef("tip"))), **asking}
    mine = Exists(case_wraps(unlocked.unit_ids, tip="tip", epoch="epoch"))
    cases = TipWrap.objects.filter(mine, tip=tip_id, kind=TipWrap.Kind.CASE, epoch=F("tip__epoch"))
    cases = cases.select_related("tip__content", "tip__mailbox", "tip__category")
    wraps = list(with_handling(cases, department.pk).annotate(**asking))
    if not wraps:
        raise TipNotFound
    handling = handling_in(wraps[0])
    handling.department = department
    if handling.tip.department_id == department.pk:
        handling.tip.department = department
    own = [wrap for wrap in wraps if wrap.unit_id in unlocked.unit_ids]
    return _Found(
        handling=handling,
        wraps=wraps,
        present={name: getattr(wraps[0], name) for name in asking},
        unread=any(wrap.unread for wrap in own),
        has_answer=any(wrap.has_answer for wrap in own),
    )


def _mark_read(found: _Found, unlocked: Unlocked, at: datetime) -> None:
    """Of two officers who open it at the same time one is the first of all."""
    handling = found.handling
    if found.unread or found.has_answer:
        mark_read(handling, unlocked.unit_ids)
    if handling.review_minutes is not None:
        return
    minutes = coarse_minutes(at - handling.tip.received_at)
    if Handling.objects.filter(pk=handling.pk, review_minutes=None).update(review_minutes=minutes):
        History.objects.create(
            handling=handling, action=History.Action.FIRST_OPENED, actor=unlocked.officer, step=handling.version, at=at
        )
        handling.review_minutes = minutes


def find_unopenable(*, unlocked: Unlocked, tips: Sequence[Tip], at: datetime) -> set[UUID]:
    """Try to open these tips and return those that do not open and came so; the attempt is recorded."""
    if not tips:
        return set()
    _record(Event.Action.QUEUE_READ, unlocked, [tip.pk for tip in tips], at)
    opened = _keys_of(unlocked, tips)
    epochs = all_epochs(tips, opened.keys)
    whole = {
        tip.pk
        for tip in tips
        if _headline(epochs[tip.pk], tip, tip.content) is not None and open_inside(tip, opened.keys.get(tip.pk))
    }
    return _note_unopenable(unlocked, [tip for tip in tips if tip.pk not in whole], opened)


def _keys_of(unlocked: Unlocked, tips: Iterable[Tip], wraps: Sequence[TipWrap] | None = None) -> _Keys:
    cases = list(open_keys(unlocked, tips, wraps))
    return _Keys(
        keys={case.tip.pk: case.keys for case in cases if case.keys},
        closed={case.tip.pk: case.closed for case in cases if case.closed},
    )


def _note_unopenable(unlocked: Unlocked, tips: Sequence[Tip], opened: _Keys) -> set[UUID]:
    """Return those of these tips, none of which opens, that came so; the officer's units have them last from now on."""
    able = [tip for tip in tips if tip.pk in opened.keys or tip.pk in opened.closed]
    if not able:
        return set()
    came_so = which_are_as_sent(able, closed_to=opened.closed)
    mark_unopenable(came_so, unlocked.unit_ids)
    return came_so


def _danger_differs(tips: Sequence[Tip], epochs: Mapping[UUID, Epochs | None]) -> set[UUID]:
    """Compare with the body where a program sealed it: what this server seals agrees with itself."""
    firsts = {pk: found.first for pk, found in epochs.items() if found}
    sealed = [tip for tip in tips if tip.sealed_by == Tip.Sealer.BROWSER and firsts.get(tip.pk)]
    contents = TipContent.objects.only("body_id", "body").in_bulk([tip.pk for tip in sealed]) if sealed else {}
    bodies = []
    for tip in sealed:
        first = firsts[tip.pk]
        if first is not None and tip.pk in contents:
            with suppress(TipDamaged):
                bodies.append((tip, _body(tip, contents[tip.pk], first.tip)))
    return danger_differs(bodies)


def _headlines_of(tips: Sequence[Tip]) -> dict[UUID, TipContent]:
    return TipContent.objects.only("headline_id", "headline").in_bulk([tip.pk for tip in tips])


def _headline(epochs: Epochs | None, tip: Tip, content: TipContent | None) -> str | None:
    first = epochs.first if epochs else None
    if content is None or first is None:
        return None
    return text_or_none(first.tip, content.headline, header_of(tip, Purpose.HEADLINE, content.headline_id, FIRST_EPOCH))


def _record(action: Event.Action, unlocked: Unlocked, tips: Sequence[UUID], at: datetime) -> None:
    officer = unlocked.officer
    about = tips[0] if action == Event.Action.TIP_OPENED else None
    record(action=action, actor=officer.pk, department=officer.department_id, about=about, subjects=tips, at=at)
