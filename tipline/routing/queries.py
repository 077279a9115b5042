"""Which proposals wait, what they would change in words, and what each officer has still to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.people import with_people
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import Change, LogState, verified
from tipline.keyring.log.statements import CategoryStated, UnitKind
from tipline.routing.changes import check, concerns_oversight, mark_of, statement_of
from tipline.routing.configuration import category_of, unit_of
from tipline.routing.errors import Impossible
from tipline.routing.models import Proposal, SeenChanges


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a change makes another one, in words or names; `before` is empty for what is new."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal that waits, as its page shows it: `mark` stands for exactly this, `problem` says why it cannot be."""

    proposal: Proposal
    about: str
    name: str
    differences: list[Difference]
    oversight: bool
    mark: str
    problem: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change that was confirmed: what, and who it was according to the key log. A recovery kit is nobody."""

    sequence: int
    about: str
    name: str
    differences: list[Difference]
    proposed_by: Officer | None
    confirmed_by: Officer | None


def waiting(department: Department) -> list[ShownProposal]:
    """Return the proposals that wait for a second person, the oldest first. Raises KeyLogBroken."""
    log = verified(department)
    found = Proposal.objects.filter(department=department, outcome=Proposal.Outcome.OPEN)
    return [
        _shown(proposal, log, department) for proposal in found.select_related("proposed_by").order_by("proposed_at")
    ]


def unseen(officer: Officer) -> list[ShownChange]:
    """Return the confirmed changes that the officer has not marked as seen, the oldest first.

    Nothing for who has no key in the log, and for a log that does not verify: then the pages say so elsewhere.
    """
    if officer.department is None:
        return []
    try:
        log = verified(officer.department)
    except KeyLogBroken:
        return []
    since = log.known_since(officer.pk)
    if since is None or not _told(log, since):
        return []
    seen = SeenChanges.objects.filter(officer=officer).values_list("sequence", flat=True).first()
    return _in_words(log, officer.department, _told(log, max(since, seen or 0)))


def history(department: Department, most: int = 20) -> list[ShownChange]:
    """Return the latest confirmed changes, the newest first. Raises KeyLogBroken."""
    log = verified(department)
    return _in_words(log, department, _told(log, 0)[-most:][::-1])


def _told(log: LogState, sequence: int) -> list[Change]:
    """Leave out what a set-up states: its kits confirm nobody's proposal, and everything is new."""
    changes = log.changes_since(sequence)
    return [change for change in changes if change.signed_by is not None or change.before is not None]


def _in_words(log: LogState, department: Department, changes: list[Change]) -> list[ShownChange]:
    ids = {change.signed_by for change in changes} | {change.statement.proposer for change in changes}
    people = with_people({}, ids)

    def person(officer: UUID | None) -> Officer | None:
        return people.get(officer) if officer else None

    return [
        ShownChange(
            sequence=change.sequence,
            about=_about(change.statement),
            name=_name(change.statement, department),
            differences=differences(change.before, change.statement, log, department),
            proposed_by=person(change.statement.proposer),
            confirmed_by=person(change.signed_by),
        )
        for change in changes
    ]


def _shown(proposal: Proposal, log: LogState, department: Department) -> ShownProposal:
    shown = ShownProposal(proposal, _("Proposal"), "", [], oversight=False, mark="", problem="")
    try:
        said = statement_of(proposal, log)
        mark = mark_of(said, department.pk)
        before = log.category(said.category) if isinstance(said, CategoryStated) else None
        shown = ShownProposal(
            proposal=proposal,
            about=_about(said),
            name=_name(before or said, department),
            differences=differences(before, said, log, department),
            oversight=concerns_oversight(said, log),
            mark=mark,
            problem="",
        )
        check(said, log, department)
    except Impossible as error:
        return replace(shown, problem=str(error))
    return shown


def differences(
    before: CategoryStated | None, said: CategoryStated | UnitKind, log: LogState, department: Department
) -> list[Difference]:
    """Return what the statement makes another than before, in words."""
    if isinstance(said, UnitKind):
        kind = str(Unit.Kind(said.unit_kind).label)
        return [Difference(_("Name"), (), (said.name,)), Difference(_("Kind"), (), (kind,))]
    after, old = _words(said, log, department), _words(before, log, department) if before else {}
    labels = [*after, *(label for label in old if label not in after)]
    return [
        Difference(label, old.get(label, ()), after.get(label, ()))
        for label in labels
        if old.get(label) != after.get(label)
    ]


def _words(said: CategoryStated, log: LogState, department: Department) -> dict[str, tuple[str, ...]]:
    units = [unit_of(log, department, unit) for unit in said.units]
    category = category_of(said, department)
    with override("en"):
        english = category.name
    with override("es"):
        spanish = category.name
    words: dict[str, tuple[str, ...]] = {_("Name, English"): (english,), _("Name, Spanish"): (spanish,)}
    further = {language: name for language, name in said.shown.names.items() if language not in ("en", "es")}
    words |= {_("Name, %(language)s") % {"language": language}: (name,) for language, name in further.items()}
    return words | {
        _("Offered to residents"): (_yes_or_no(said.shown.active),),
        _("Life safety"): (_yes_or_no(said.shown.life_safety),),
        _("First unit"): (units[0].name,),
        _("Further units"): tuple(unit.name for unit in units[1:]) or (_("none"),),
    }


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _about(said: CategoryStated | UnitKind) -> str:
    if isinstance(said, UnitKind):
        return _("New unit")
    return _("New category") if said.version == 1 else _("Category")


def _name(said: CategoryStated | UnitKind, department: Department) -> str:
    return said.name if isinstance(said, UnitKind) else category_of(said, department).name
