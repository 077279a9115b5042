"""Whether everything that is stored is stored whole. Looks at rows only and opens nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from tipline.intake.models import SpentForm
from tipline.routing.configuration import OfferedCategory, all_configurations
from tipline.tips.models import Handling, History, Message, Tip, TipContent, TipWrap

Units = frozenset[UUID]
NO_STEP = (History.Action.FIRST_OPENED, History.Action.RECEIPT_CHANGED)


@dataclass(frozen=True, slots=True)
class Stored:
    """How much is stored, and what is wrong with it, in words with public ids only."""

    tips: int
    answers: int
    faults: list[str]


def stored() -> Stored:
    """Look at every tip and every answer."""
    faults = [*_lonely_tips(), *_wraps(), *_contacts(), *_forms(), *_versions(), *_answers(), *_file()]
    return Stored(tips=Tip.objects.count(), answers=_messages().count(), faults=faults)


def _messages() -> QuerySet[Message]:
    return Message.objects.filter(from_resident=True)


def _lonely_tips() -> Iterator[str]:
    for tip in Tip.objects.filter(content=None):
        yield f"{tip} has no content"
    for tip in Tip.objects.filter(mailbox=None):
        yield f"{tip} has no mailbox"


def _wraps() -> Iterator[str]:
    routes = _routes()
    units: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    for tip_id, kind, unit in TipWrap.objects.values_list("tip_id", "kind", "unit_id"):
        units[tip_id, kind].add(unit)
    for tip in Tip.objects.all():
        held = units[tip.pk, TipWrap.Kind.CASE]
        if frozenset(held) not in routes[tip.department_id, tip.category_id]:
            yield f"{tip} lacks wraps of its keys"
        if tip.has_contact != bool(units[tip.pk, TipWrap.Kind.IDENTITY]):
            yield f"{tip} lacks the wrap of its identity key"


def _routes() -> dict[tuple[UUID, UUID | None], set[Units]]:
    """Return the sets of units that a tip of a department and category may be sealed to; None: it is withheld."""
    found: dict[tuple[UUID, UUID | None], set[Units]] = defaultdict(set)
    for configuration in all_configurations().values():
        for offer in configuration.categories:
            found[configuration.department.pk, _clear(offer)].add(frozenset(unit.pk for unit in offer.route.units))
    return found


def _clear(offer: OfferedCategory) -> UUID | None:
    return None if offer.route.oversight else offer.category.pk


def _contacts() -> Iterator[str]:
    sealed = set(TipContent.objects.filter(contact__isnull=False).values_list("tip_id", flat=True))
    for tip in Tip.objects.exclude(content=None):
        if tip.has_contact != (tip.pk in sealed):
            yield f"{tip} says wrongly whether it has a contact"


def _forms() -> Iterator[str]:
    spent, sent = SpentForm.objects.count(), Tip.objects.count() + _messages().count()
    if spent != sent:
        yield f"{spent} forms are spent on {sent} tips and answers"


def _versions() -> Iterator[str]:
    for tip in Tip.objects.filter(handlings=None):
        yield f"{tip} has no handling"
    changes = Count("history", filter=~Q(history__action__in=NO_STEP))
    for handling in Handling.objects.annotate(changes=changes).exclude(version=F("changes") + 1).select_related("tip"):
        yield f"{handling.tip} has another version than its history"


def _answers() -> Iterator[str]:
    answered = History.objects.filter(action=History.Action.ANSWERED)
    told = set(answered.values_list("handling__tip", "step"))
    for tip_id, version in told ^ set(_messages().values_list("tip_id", "step")):
        yield f"{tip_id} has an answer without its history, or the other way round, at version {version}"


def _file() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for question in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
            cursor.execute(question)
            yield from (f"{question}: {row}" for row in cursor.fetchall() if row != ("ok",))
