"""Pending proposals, recent changes, and the changes that an officer has not seen yet, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.queries import officers_by_id
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import Change, LogState, verified
from tipline.keyring.log.statements import CategoryStated, UnitKind
from tipline.keyring.unlocked import Unlocked
from tipline.routing.configuration import category_from_log, unit_from_log
from tipline.routing.errors import InvalidChange
from tipline.routing.models import Proposal, SeenChanges
from tipline.routing.proposals import check_statement, concerns_oversight, fingerprint_of, statement_of


@dataclass(frozen=True, slots=True)
class Difference:
    """What one change alters, in words or names; `before` is empty for something new."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalSummary:
    """A pending proposal for its page. `problem` says why it cannot be confirmed."""

    proposal: Proposal
    about: str
    name: str
    differences: list[Difference]
    oversight: bool
    fingerprint: str
    problem: str


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """A confirmed change, with the people that the key log names. For a recovery kit there is nobody."""

    sequence: int
    about: str
    name: str
    differences: list[Difference]
    proposed_by: Officer | None
    confirmed_by: Officer | None


def pending_proposals(department: Department) -> list[ProposalSummary]:
    """The oldest first. Raises KeyLogBroken."""
    log = verified(department)
    found = Proposal.objects.filter(department=department, outcome=Proposal.Outcome.OPEN)
    return [
        _proposal_summary(proposal, log, department)
        for proposal in found.select_related("proposed_by").order_by("proposed_at")
    ]


def unseen_changes(officer: Officer, unlocked: Unlocked | None = None) -> list[ChangeSummary]:
    """The oldest first. None for an officer without a key in the log, and none if the log does not verify.

    The log is not read again if the officer's key was unlocked with it.
    """
    if officer.department is None:
        return []
    try:
        log = (unlocked.log if unlocked else None) or verified(officer.department)
    except KeyLogBroken:
        return []
    since = log.known_since(officer.pk)
    if since is None or not _changes_since(log, since):
        return []
    seen = SeenChanges.objects.filter(officer=officer).values_list("sequence", flat=True).first()
    return _change_summaries(log, officer.department, _changes_since(log, max(since, seen or 0)))


def recent_changes(department: Department, most: int = 20) -> list[ChangeSummary]:
    """The newest first. Raises KeyLogBroken."""
    log = verified(department)
    return _change_summaries(log, department, _changes_since(log, 0)[-most:][::-1])


def _changes_since(log: LogState, sequence: int) -> list[Change]:
    """The changes since then without those of the set-up, which are signed by a kit and new."""
    changes = log.changes_since(sequence)
    return [change for change in changes if change.signed_by is not None or change.before is not None]


def _change_summaries(log: LogState, department: Department, changes: list[Change]) -> list[ChangeSummary]:
    ids = {change.signed_by for change in changes} | {change.statement.proposer for change in changes}
    people = officers_by_id({}, ids)

    def person(officer: UUID | None) -> Officer | None:
        return people.get(officer) if officer else None

    return [
        ChangeSummary(
            sequence=change.sequence,
            about=_about(change.statement),
            name=_name(change.statement, department),
            differences=differences(change.before, change.statement, log, department),
            proposed_by=person(change.statement.proposer),
            confirmed_by=person(change.signed_by),
        )
        for change in changes
    ]


def _proposal_summary(proposal: Proposal, log: LogState, department: Department) -> ProposalSummary:
    summary = ProposalSummary(proposal, _("Proposal"), "", [], oversight=False, fingerprint="", problem="")
    try:
        statement = statement_of(proposal, log)
        fingerprint = fingerprint_of(statement, department.pk)
        before = log.category(statement.category) if isinstance(statement, CategoryStated) else None
        summary = ProposalSummary(
            proposal=proposal,
            about=_about(statement),
            name=_name(before or statement, department),
            differences=differences(before, statement, log, department),
            oversight=concerns_oversight(statement, log),
            fingerprint=fingerprint,
            problem="",
        )
        check_statement(statement, log, department)
    except InvalidChange as error:
        return replace(summary, problem=str(error))
    return summary


def differences(
    before: CategoryStated | None, statement: CategoryStated | UnitKind, log: LogState, department: Department
) -> list[Difference]:
    if isinstance(statement, UnitKind):
        kind = str(Unit.Kind(statement.unit_kind).label)
        return [Difference(_("Name"), (), (statement.name,)), Difference(_("Kind"), (), (kind,))]
    after, old = _words(statement, log, department), _words(before, log, department) if before else {}
    labels = [*after, *(label for label in old if label not in after)]
    return [
        Difference(label, old.get(label, ()), after.get(label, ()))
        for label in labels
        if old.get(label) != after.get(label)
    ]


def _words(statement: CategoryStated, log: LogState, department: Department) -> dict[str, tuple[str, ...]]:
    units = [unit_from_log(log, department, unit) for unit in statement.units]
    category = category_from_log(statement, department)
    names = dict(statement.shown.names)
    for code, _language in settings.LANGUAGES:
        with override(code):
            names[code] = category.name
    languages = dict(settings.LANGUAGES)
    # Those of the pages come first.
    ordered = [*languages, *(code for code in names if code not in languages)]
    words = {_("Name, %(language)s") % {"language": languages.get(code, code)}: (names[code],) for code in ordered}
    return words | {
        _("Offered to residents"): (_yes_or_no(statement.shown.active),),
        _("Life safety"): (_yes_or_no(statement.shown.life_safety),),
        _("First unit"): (units[0].name,),
        _("Further units"): tuple(unit.name for unit in units[1:]) or (_("none"),),
    }


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _about(statement: CategoryStated | UnitKind) -> str:
    if isinstance(statement, UnitKind):
        return _("New unit")
    return _("New category") if statement.version == 1 else _("Category")


def _name(statement: CategoryStated | UnitKind, department: Department) -> str:
    return statement.name if isinstance(statement, UnitKind) else category_from_log(statement, department).name
