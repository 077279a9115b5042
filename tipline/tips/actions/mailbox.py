"""Questions of officers, answers of residents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from tipline.departments.models import Officer
from tipline.envelope import Purpose
from tipline.tips.actions.change import advance
from tipline.tips.authored_text import BY_RESIDENT, by_officer, seal_authored_text
from tipline.tips.locking import lock_tip
from tipline.tips.models import Handling, History, Mailbox, Message, Status
from tipline.tips.queue_state import mark_answered
from tipline.tips.sealing import MailboxKey, header_of


def send_question(*, handling: Handling, mailbox_key: MailboxKey, text: str, actor: Officer, at: datetime) -> Message:
    """Seal a question into the mailbox of a locked tip, which then waits for the resident. Raises TransitionRefused."""
    advance(
        handling=handling,
        action=History.Action.QUESTION_SENT,
        actor=actor,
        at=at,
        to_status=Status.WAITING,
    )
    message = _sealed(handling, mailbox_key, text, at, author=actor)
    message.save(force_insert=True)
    return message


def add_answer(
    *,
    mailbox: Mailbox,
    mailbox_key: MailboxKey,
    reopen: Callable[[], MailboxKey],
    text: str,
    at: datetime,
) -> None:
    """Seal a resident's message into their mailbox, new to each unit, in the caller's transaction.

    `mailbox` is as it was when its key was opened. `reopen` opens the key of the mailbox as it is now: it may have been
    renewed since, and then the one before would give the message to who may no longer read it, or to nobody.
    """
    lock_tip(mailbox.tip_id)
    found = Handling.objects.filter(tip=mailbox.tip_id).select_related("tip")
    handlings = {handling.department_id: handling for handling in found}
    own = handlings[mailbox.tip.department_id]
    mark_answered(own.tip, at)
    for handling in handlings.values():
        back = Status.IN_REVIEW if handling.status == Status.WAITING else None
        advance(handling=handling, action=History.Action.ANSWERED, actor=None, at=at, to_status=back)
    key = mailbox_key if own.tip.epoch == mailbox.tip.epoch else reopen()
    _sealed(own, key, text, at, author=None).save(force_insert=True)


def _sealed(handling: Handling, key: MailboxKey, text: str, at: datetime, author: Officer | None) -> Message:
    tip, message_id = handling.tip, uuid4()
    authorship = by_officer(author.pk) if author else BY_RESIDENT
    envelope = seal_authored_text(key.secret, text, header_of(tip, Purpose.MESSAGE, message_id, key.epoch), authorship)
    return Message(
        id=message_id,
        tip=tip,
        epoch=key.epoch,
        from_resident=author is None,
        author=author,
        envelope=envelope,
        step=handling.version,
        at=at,
    )
