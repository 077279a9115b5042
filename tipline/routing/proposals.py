"""The statement that a proposal's confirmer would sign, and whether the key log may hold it."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tipline.departments.catalogue import WITHHELD
from tipline.departments.models import Department, Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, entries
from tipline.keyring.log.routes import check_category
from tipline.keyring.log.shown import Shown, is_name
from tipline.keyring.log.statements import CategoryStated, UnitKind
from tipline.routing.configuration import category_from_log
from tipline.routing.errors import InvalidChange
from tipline.routing.models import Proposal
from tipline.text import has_visible, skeleton

CHANGEABLE: Final = frozenset({"names", "life_safety", "active", "primary", "further"})
"""What a proposal may change of a category; one for a new category has all of these and its code."""


def statement_of(proposal: Proposal, log: LogState) -> CategoryStated | UnitKind:
    """What confirming the proposal would state. Raises InvalidChange if its row cannot be read."""
    try:
        if proposal.about == Proposal.About.UNIT:
            kind = Unit.Kind(proposal.change["kind"])
            return UnitKind(proposal.subject, kind.value, proposal.change["name"], proposal.proposed_by_id)
        return changed_category(log, proposal.subject, proposal.change, proposal.proposed_by_id)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidChange(_("This proposal cannot be read.")) from None


def changed_category(log: LogState, category: UUID, change: dict[str, Any], proposer: UUID) -> CategoryStated:
    """The category's current statement with this change. Raises KeyError if a new one lacks a member."""
    before = log.category(category)
    present: dict[str, Any] = {} if before is None else _as_change(before)
    wanted = present | {name: change[name] for name in change.keys() & CHANGEABLE}
    return CategoryStated(
        category=category,
        version=before.version + 1 if before else 1,
        code=before.code if before else change["code"],
        shown=Shown(names=wanted["names"], life_safety=wanted["life_safety"], active=wanted["active"]),
        primary=UUID(wanted["primary"]),
        further=tuple(UUID(unit) for unit in wanted["further"]),
        proposer=proposer,
    )


def fingerprint_of(statement: CategoryStated | UnitKind, department: UUID) -> str:
    """A hash of the statement for its page, so that only what was read is signed.

    Raises InvalidChange if the statement cannot be encoded.
    """
    try:
        body = entries.body_of(department, 0, entries.NO_DIGEST, statement)
    except (ValueError, AttributeError, TypeError, OverflowError):
        raise InvalidChange(_("This proposal cannot be read.")) from None
    return hashlib.sha256(body).hexdigest()


def check_statement(statement: CategoryStated | UnitKind, log: LogState, department: Department) -> None:
    """Raise InvalidChange if the key log cannot hold the statement, or if its names would mislead."""
    if isinstance(statement, UnitKind):
        _check_unit(statement, log)
        return
    _check_names(statement, log, department)
    try:
        check_category(log, statement)
    except KeyLogBroken as error:
        raise InvalidChange(_REASONS.get(error.reason, _("The key log cannot hold this."))) from None


def concerns_oversight(statement: CategoryStated | UnitKind, log: LogState) -> bool:
    """Whether the second person has to be a supervisor of an oversight unit."""
    if isinstance(statement, UnitKind):
        return Unit(kind=statement.unit_kind).kit == Unit.Kit.OVERSIGHT
    return log.touches_oversight(log.category(statement.category), statement)


def _as_change(statement: CategoryStated) -> dict[str, Any]:
    return {
        "names": dict(statement.shown.names),
        "life_safety": statement.shown.life_safety,
        "active": statement.shown.active,
        "primary": str(statement.primary),
        "further": [str(unit) for unit in statement.further],
    }


def _check_unit(statement: UnitKind, log: LogState) -> None:
    if not is_name(statement.name) or not has_visible(statement.name):
        raise InvalidChange(_("Give a name that can be read, in one line and of 80 characters at most."))
    if skeleton(statement.name) in {skeleton(log.unit_name(unit) or "") for unit in log.units()}:
        raise InvalidChange(_("There is a unit of that name."))


def _check_names(statement: CategoryStated, log: LogState, department: Department) -> None:
    if not all(is_name(name) and has_visible(name) for name in statement.shown.names.values()):
        raise InvalidChange(_("Give a name that can be read, in one line and of 80 characters at most."))
    if statement.code == WITHHELD:
        raise InvalidChange(_("This code is taken: figures use it for what is withheld."))
    own = _shown_names(statement, department)
    for other in log.categories():
        if other.category != statement.category and own & _shown_names(other, department):
            raise InvalidChange(_("Another category has that name, or one that looks like it."))


def _shown_names(statement: CategoryStated, department: Department) -> set[str]:
    """Skeletons of its names in every language, letters and digits only."""
    category, names = category_from_log(statement, department), set(statement.shown.names.values())
    for language, _label in settings.LANGUAGES:
        with override(language):
            names.add(category.name)
    return {"".join(filter(str.isalnum, skeleton(name))) or name for name in names}


_REASONS: Final = {
    "another code of a category": _("A category keeps its code."),
    "a code twice": _("There is a category of that code."),
    "a unit twice": _("Name each unit once."),
    "a unit that takes no tips": _("One of these units takes no tips."),
    "a unit without a key": _("One of these units has no key yet: its first supervisor makes it."),
    "another unit beside oversight": _("Tips that go to an oversight unit first go to no other unit."),
    "no oversight category left": _("This is the last category that goes to oversight. It has to stay."),
}
