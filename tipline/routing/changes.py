"""A proposal as the statement that its confirmer would sign, checked against what the key log says now."""

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
from tipline.routing.configuration import category_of
from tipline.routing.errors import Impossible
from tipline.routing.models import Proposal
from tipline.text import has_visible, skeleton

CHANGEABLE: Final = frozenset({"names", "life_safety", "active", "primary", "further"})
"""What a proposal about a category may hold; one about a new category holds all of these and its code."""


def statement_of(proposal: Proposal, log: LogState) -> CategoryStated | UnitKind:
    """Return what confirming the proposal would state. Raises Impossible if its row cannot be read."""
    try:
        if proposal.about == Proposal.About.UNIT:
            kind = Unit.Kind(proposal.change["kind"])
            return UnitKind(proposal.subject, kind.value, proposal.change["name"], proposal.proposed_by_id)
        return category_stated(log, proposal.subject, proposal.change, proposal.proposed_by_id)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Impossible(_("This proposal cannot be read.")) from None


def category_stated(log: LogState, category: UUID, change: dict[str, Any], proposer: UUID) -> CategoryStated:
    """Return a category's present statement with this change. Raises KeyError where a new one lacks a member."""
    before = log.category(category)
    present: dict[str, Any] = {} if before is None else _members(before)
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


def mark_of(statement: CategoryStated | UnitKind, department: UUID) -> str:
    """Return what stands for exactly this statement on a page, so that nothing else is signed than what was read.

    Raises Impossible if it could not be written.
    """
    try:
        body = entries.body_of(department, 0, entries.NO_DIGEST, statement)
    except (ValueError, AttributeError, TypeError, OverflowError):
        raise Impossible(_("This proposal cannot be read.")) from None
    return hashlib.sha256(body).hexdigest()


def check(statement: CategoryStated | UnitKind, log: LogState, department: Department) -> None:
    """Raise Impossible, in words, if the key log could not hold the statement or it would mislead who reads it."""
    if isinstance(statement, UnitKind):
        _check_unit(statement, log)
        return
    _check_names(statement, log, department)
    try:
        check_category(log, statement)
    except KeyLogBroken as error:
        raise Impossible(_REASONS.get(error.reason, _("The key log cannot hold this."))) from None


def concerns_oversight(statement: CategoryStated | UnitKind, log: LogState) -> bool:
    """Tell whether the second person has to be a supervisor of an oversight unit."""
    if isinstance(statement, UnitKind):
        return Unit(kind=statement.unit_kind).kit == Unit.Kit.OVERSIGHT
    return log.touches_oversight(log.category(statement.category), statement)


def _members(said: CategoryStated) -> dict[str, Any]:
    return {
        "names": dict(said.shown.names),
        "life_safety": said.shown.life_safety,
        "active": said.shown.active,
        "primary": str(said.primary),
        "further": [str(unit) for unit in said.further],
    }


def _check_unit(said: UnitKind, log: LogState) -> None:
    if not is_name(said.name) or not has_visible(said.name):
        raise Impossible(_("Give a name that can be read, in one line and of 80 characters at most."))
    if skeleton(said.name) in {skeleton(log.unit_name(unit) or "") for unit in log.units()}:
        raise Impossible(_("There is a unit of that name."))


def _check_names(said: CategoryStated, log: LogState, department: Department) -> None:
    if not all(is_name(name) and has_visible(name) for name in said.shown.names.values()):
        raise Impossible(_("Give a name that can be read, in one line and of 80 characters at most."))
    if said.code == WITHHELD:
        raise Impossible(_("This code is taken: figures use it for what is withheld."))
    own = _shown_names(said, department)
    for other in log.categories():
        if other.category != said.category and own & _shown_names(other, department):
            raise Impossible(_("Another category has that name, or one that looks like it."))


def _shown_names(said: CategoryStated, department: Department) -> set[str]:
    """Return what its names in every language look like, without what stands between letters."""
    category, names = category_of(said, department), set(said.shown.names.values())
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
