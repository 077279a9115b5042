"""The demonstration departments and their officers. Every secret here is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

from tipline.departments.actions import UnitSpec
from tipline.departments.models import Unit
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR

Kind = Unit.Kind

PASSWORD: Final = "everybody-knows-this-2026"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """`passphrase` opens the key of each of the department's officers."""

    slug: str
    name: str
    language: str
    time_zone: str
    phone: str
    passphrase: str
    reading_days: str
    reading_from: time | None
    reading_until: time | None
    units: tuple[UnitSpec, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """`unit_kinds` are the kinds of unit whose key the officer holds."""

    username: str
    first_name: str
    last_name: str
    department: str
    roles: tuple[str, ...]
    unit_kinds: tuple[Unit.Kind, ...]
    passphrase: str
    password: str = PASSWORD


RIVERTON: Final = DemoDepartment(
    slug="riverton",
    name="Riverton Police Department",
    language="en",
    time_zone="America/New_York",
    phone="555-0142",
    passphrase="copper lantern meadow tricycle walnut harbor",  # noqa: S106
    reading_days="1234567",
    reading_from=None,
    reading_until=None,
    units=(
        UnitSpec("Tip desk", Kind.DESK),
        UnitSpec("Threat assessment", Kind.ASSESSMENT),
        UnitSpec("Internal affairs", Kind.OVERSIGHT),
        UnitSpec("Records", Kind.RECORDS),
        UnitSpec("Custodian", Kind.CUSTODIAN),
    ),
    tags=(
        "needs translation",
        "night shift",
        "patrol told",
        "repeat location",
        "school liaison",
        "seen on video",
        "traffic",
        "youth",
    ),
)
PUERTO_CLARO: Final = DemoDepartment(
    slug="puerto-claro",
    name="Puerto Claro Police Department",
    language="es",
    time_zone="America/Puerto_Rico",
    phone="555-0178",
    passphrase="violin orchard pebble umbrella saffron glacier",  # noqa: S106
    reading_days="123456",
    reading_from=time(7),
    reading_until=time(22),
    units=(
        UnitSpec("Mesa de avisos", Kind.DESK),
        UnitSpec("Evaluación de amenazas", Kind.ASSESSMENT),
        UnitSpec("Asuntos internos", Kind.OVERSIGHT),
        UnitSpec("Archivo", Kind.RECORDS),
        UnitSpec("Custodia de identidades", Kind.CUSTODIAN),
    ),
    tags=(
        "en video",
        "enlace escolar",
        "falta traducir",
        "jóvenes",
        "lugar repetido",
        "patrulla avisada",
        "tránsito",
        "turno de noche",
    ),
)
DEPARTMENTS: Final = (RIVERTON, PUERTO_CLARO)

DESK_UNITS: Final = (Kind.DESK, Kind.ASSESSMENT)
OVERSIGHT_UNITS: Final = (Kind.OVERSIGHT, Kind.RECORDS, Kind.CUSTODIAN)


def _officers(department: DemoDepartment, *names: tuple[str, str, str]) -> tuple[DemoOfficer, ...]:
    positions = (
        ((OFFICER, SUPERVISOR), DESK_UNITS),
        ((OFFICER,), (Kind.DESK,)),
        ((OFFICER,), (Kind.ASSESSMENT,)),
        ((OFFICER, SUPERVISOR), OVERSIGHT_UNITS),
        ((OFFICER, CUSTODIAN), (Kind.DESK, Kind.CUSTODIAN)),
        ((OFFICER,), (Kind.OVERSIGHT,)),
        ((ANALYST,), ()),
        ((AUDITOR,), (Kind.RECORDS,)),
        ((ADMINISTRATOR,), ()),
    )
    return tuple(
        DemoOfficer(username, first_name, last_name, department.slug, roles, kinds, department.passphrase)
        for (username, first_name, last_name), (roles, kinds) in zip(names, positions, strict=True)
    )


OFFICERS: Final = (
    *_officers(
        RIVERTON,
        ("dana", "Dana", "Whitlow"),
        ("ola", "Ola", "Brandt"),
        ("tess", "Tess", "Marlowe"),
        ("ivan", "Ivan", "Petrov"),
        ("cleo", "Cleo", "Hartley"),
        ("nora", "Nora", "Vance"),
        ("anna", "Anna", "Lindgren"),
        ("gus", "Gus", "Okafor"),
        ("adam", "Adam", "Quill"),
    ),
    *_officers(
        PUERTO_CLARO,
        ("diego", "Diego", "Alvarado"),
        ("olga", "Olga", "Ferrer"),
        ("teresa", "Teresa", "Collazo"),
        ("ines", "Inés", "Montalvo"),
        ("carmen", "Carmen", "Rosado"),
        ("rosa", "Rosa", "Ibarra"),
        ("lucia", "Lucía", "Benítez"),
        ("aurelio", "Aurelio", "Pagán"),
        ("adela", "Adela", "Quintana"),
    ),
)
"""Nine officers a department: supervisor and officer of the tip desk, threat assessment, supervisor of oversight,
custodian, officer of oversight, analyst, auditor, administrator."""


def officers_of(department: DemoDepartment) -> dict[str, DemoOfficer]:
    """By user name."""
    return {person.username: person for person in OFFICERS if person.department == department.slug}
