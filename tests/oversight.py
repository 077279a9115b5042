"""More people and units of oversight than a department starts with."""

from __future__ import annotations

from tests.builders import AT, World, admit_to, make_officer, make_unit, unlocked
from tests.tips_sent import send_tip
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import admission_code_of, make_unit_key, recover_unit
from tipline.tips.models import Tip


def about_police(world: World, form: str = "form", **words: object) -> Tip:
    """Send a tip about police staff."""
    return send_tip(world, "police-conduct", form, **words).tip  # type: ignore[arg-type]


def second_member(world: World) -> Officer:
    """Admit Iris to internal affairs, beside Ivan."""
    iris = make_officer(world.department, "iris", OFFICER)
    admit_to(world.oversight, iris, by=world.ivan)
    return iris


def second_unit(world: World) -> Unit:
    """Make another oversight unit, the inspectors, whose supervisor is Omar alone."""
    unit = make_unit(world, "Inspectors", Unit.Kind.OVERSIGHT)
    omar = make_officer(world.department, "omar", OFFICER)
    code = admission_code_of(unlocked(omar))
    kit = world.oversight_kit
    recover_unit(department=world.department, kit=kit, units=[unit], officer=omar, admission_code=code, at=AT)
    make_unit_key(unlocked=unlocked(omar), unit=unit, at=AT)
    return unit
