"""Raise a tip to another unit of the department; take it on there, or take it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tipline.casework.actions.note import store_note
from tipline.casework.errors import EscalationNotThere, UnitNotThere
from tipline.casework.models import WAITING, Escalation, Note
from tipline.casework.oversight import stays_with_oversight
from tipline.casework.queries import may_withdraw
from tipline.casework.text import checked
from tipline.departments.models import Officer, Unit
from tipline.envelope import Purpose
from tipline.keyring.queries import oversight_units, sealing_keys
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, advance
from tipline.tips.actions.read import open_inside
from tipline.tips.authored_text import seal_authored_text
from tipline.tips.errors import OversightOnly, TipDamaged, TipNotFound
from tipline.tips.locking import lock_tip
from tipline.tips.models import Handling, History, Status, Tip, TipWrap
from tipline.tips.oversight import require_holders
from tipline.tips.queue_state import mark_acknowledged, mark_escalated, mark_withdrawn
from tipline.tips.sealing import header_of, open_case, wrap_for
from tipline.tips.workflow import coarse_minutes

Kind = TipWrap.Kind


def escalate_tip(
    *, unlocked: Unlocked, tip_id: UUID, expected_version: int, to_unit_id: UUID, reason: str, at: datetime
) -> int:
    """Seal the tip's keys to another unit, with a reason, and start its clock. Returns the tip's new version.

    A unit that holds the tip already is only asked. None of the officer's own is: they would acknowledge themselves.
    The identity key is not passed on: who may see contact details does not change. Raises TipNotFound, StaleTip,
    TextRefused, UnitNotThere (the officer's own, another department's, without a key, or one that takes no tips),
    OversightOnly, TransitionRefused, TipDamaged.
    """
    reason = checked(reason)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        unit = Unit.objects.filter(pk=to_unit_id, department=handling.department_id).first()
        if unit is None or unit.pk in unlocked.unit_ids or not unit.takes_tips or _waits(handling, unit):
            raise UnitNotThere
        _require_passable(unlocked, handling, unit)
        _advance(handling, unit, unlocked.officer, at)
        _pass_on(unlocked, handling, unit, reason, at)
        return handling.version


def escalate_by_system(*, handling_id: UUID, to_unit_id: UUID, at: datetime) -> int:
    """Ask a unit that holds the tip already to acknowledge it, and start its clock. Returns the tip's new version.

    The system has no key: it can neither pass the tip on nor seal a reason. Raises TipNotFound, UnitNotThere (without
    the tip, another department's, asked already, or one that takes no tips), OversightOnly, TransitionRefused.
    """
    with transaction.atomic():
        handling = _locked(handling_id)
        unit = Unit.objects.filter(pk=to_unit_id, department=handling.department_id).first()
        if unit is None or not unit.takes_tips or _waits(handling, unit) or not _holds(unit, handling.tip):
            raise UnitNotThere
        require_holders(handling.tip, [unit.pk])
        _advance(handling, unit, None, at)
        _start_clock(_escalation(handling, unit, at))
        return handling.version


def acknowledge_escalation(
    *, unlocked: Unlocked, tip_id: UUID, expected_version: int, escalation_id: UUID, at: datetime
) -> int:
    """Take on an escalation to one of the officer's own units, which stops its clock. Returns the new version.

    Raises TipNotFound, StaleTip, EscalationNotThere.
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tip = handling.tip
        escalation = handling.escalations.filter(WAITING, pk=escalation_id, to_unit__in=unlocked.unit_ids).first()
        if escalation is None:
            raise EscalationNotThere
        mark_acknowledged(tip, escalation.to_unit_id)
        escalation.acknowledged_by = unlocked.officer
        escalation.acknowledged_minutes = coarse_minutes(at - escalation.at)
        escalation.due_at = None
        escalation.save()
        advance(
            handling=handling,
            action=History.Action.ESCALATION_ACKNOWLEDGED,
            actor=unlocked.officer,
            at=at,
            to_status=Status.IN_REVIEW if handling.status == Status.ESCALATED else None,
            unit=escalation.to_unit,
            subjects=[escalation.pk],
        )
        return handling.version


def withdraw_escalation(
    *, unlocked: Unlocked, tip_id: UUID, expected_version: int, escalation_id: UUID, reason: str, at: datetime
) -> int:
    """Take back an escalation that waits, with a reason that the other unit reads. Returns the tip's new version.

    The unit keeps the tip, and has it unread once more. Raises TipNotFound, StaleTip, TextRefused, EscalationNotThere
    (also for who neither raised it nor supervises a unit that it was not raised to).
    """
    reason = checked(reason)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tip = handling.tip
        escalation = handling.escalations.filter(WAITING, pk=escalation_id).first()
        if escalation is None or not may_withdraw(unlocked, escalation):
            raise EscalationNotThere
        mark_withdrawn(tip, escalation.to_unit_id, at)
        escalation.withdrawn_by, escalation.due_at = unlocked.officer, None
        escalation.save()
        last = handling.status == Status.ESCALATED and not handling.escalations.filter(WAITING).exists()
        advance(
            handling=handling,
            action=History.Action.ESCALATION_WITHDRAWN,
            actor=unlocked.officer,
            at=at,
            to_status=Status.IN_REVIEW if last else None,
            unit=escalation.to_unit,
            noted=True,
            subjects=[escalation.pk],
        )
        work_key = open_case(unlocked, tip).work
        store_note(
            handling=handling, work_key=work_key, kind=Note.Kind.WITHDRAWAL, text=reason, author=unlocked.officer, at=at
        )
        return handling.version


def _locked(handling_id: UUID) -> Handling:
    tip_id = Handling.objects.filter(pk=handling_id).values_list("tip", flat=True).first()
    if tip_id is None:
        raise TipNotFound
    lock_tip(tip_id)
    return Handling.objects.select_related("tip__department").get(pk=handling_id)


def _advance(handling: Handling, unit: Unit, actor: Officer | None, at: datetime) -> None:
    advance(
        handling=handling,
        action=History.Action.ESCALATED,
        actor=actor,
        at=at,
        to_status=Status.ESCALATED,
        unit=unit,
    )


def _holds(unit: Unit, tip: Tip) -> bool:
    return TipWrap.objects.filter(tip=tip, unit=unit, kind=Kind.CASE, epoch=tip.epoch).exists()


def _waits(handling: Handling, unit: Unit) -> bool:
    return handling.escalations.filter(WAITING, to_unit=unit).exists()


def _require_passable(unlocked: Unlocked, handling: Handling, unit: Unit) -> None:
    tip = handling.tip
    require_holders(tip, [unit.pk])
    if unit.pk in oversight_units(tip.department):
        return
    inside = open_inside(tip, open_case(unlocked, tip))
    if inside is None:
        raise TipDamaged
    if stays_with_oversight(handling, police=inside.body.police, work_keys=inside.work_keys):
        raise OversightOnly


def _pass_on(unlocked: Unlocked, handling: Handling, unit: Unit, reason: str, at: datetime) -> None:
    tip = handling.tip
    keys = open_case(unlocked, tip)
    if not _holds(unit, tip):
        found = sealing_keys(tip.department, [unit])
        if not found:
            raise UnitNotThere
        wrap_for(tip, found[0], Kind.CASE, keys.to_bytes()).save(force_insert=True)
    row = _escalation(handling, unit, at)
    row.raised_by = unlocked.officer
    row.reason = seal_authored_text(
        keys.work, reason, header_of(tip, Purpose.REASON, row.pk, row.epoch), row.authorship
    )
    _start_clock(row)


def _escalation(handling: Handling, unit: Unit, at: datetime) -> Escalation:
    tip = handling.tip
    due_at = at + timedelta(minutes=tip.department.acknowledge_minutes)
    return Escalation(handling=handling, epoch=tip.epoch, to_unit=unit, step=handling.version, at=at, due_at=due_at)


def _start_clock(row: Escalation) -> None:
    mark_escalated(row.handling.tip, row.to_unit_id, row.at)
    row.save(force_insert=True)
