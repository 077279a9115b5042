"""What an administrator may change, and only in the own department."""

from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError

from tests.departments.offices import riverton
from tipline.audit.models import Event
from tipline.departments.actions import change_category, change_department, change_officer, create_category, create_unit
from tipline.departments.errors import NotYours, RolesConflict
from tipline.departments.models import Unit
from tipline.departments.roles import ADMINISTRATOR, OFFICER
from tipline.routing.configuration import configuration

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


def test_a_change_is_seen_by_residents_at_once_and_recorded() -> None:
    office = riverton()
    assert configuration("riverton")
    change_department(department=office.department, values={"phone": "555 0199"}, actor=office.administrator, at=AT)
    found = configuration("riverton")
    assert found is not None
    assert found.department.phone == "555 0199"
    assert Event.objects.filter(deed=Event.Deed.DEPARTMENT_CHANGED, actor=office.administrator.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"time_zone": "Mars/Olympus"},
        {"phone": "<script>"},
        {"suppression_threshold": 3},
        {"reading_from": time(8)},
        {"reading_days": "089"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    office = riverton()
    with pytest.raises(ValidationError):
        change_department(department=office.department, values=values, actor=office.administrator, at=AT)


def test_the_address_of_a_department_is_no_setting() -> None:
    office = riverton()
    with pytest.raises(ValueError, match="not change"):
        change_department(department=office.department, values={"slug": "x"}, actor=office.administrator, at=AT)


def test_another_departments_administrator_and_a_supervisor_are_refused() -> None:
    office, elsewhere = riverton(), riverton("elsewhere")
    for actor in (elsewhere.administrator, office.supervisor):
        with pytest.raises(NotYours):
            change_department(department=office.department, values={}, actor=actor, at=AT)
        with pytest.raises(NotYours):
            change_category(category=office.category("drugs"), values={"active": False}, actor=actor, at=AT)
        with pytest.raises(NotYours):
            create_unit(department=office.department, name="Night desk", kind=Unit.Kind.OTHER, actor=actor, at=AT)


def test_a_new_category_is_routed_to_the_tip_desk() -> None:
    office = riverton()
    racing = create_category(
        department=office.department,
        code="racing",
        names={"en": "Street racing"},
        life_safety=False,
        order=45,
        active=True,
        actor=office.administrator,
        at=AT,
    )
    assert racing.primary_unit.kind == Unit.Kind.DESK
    assert racing.name == "Street racing"


def test_nobody_changes_their_own_roles() -> None:
    office = riverton()
    with pytest.raises(NotYours):
        change_officer(officer=office.administrator, values={}, roles=[OFFICER], actor=office.administrator, at=AT)


def test_who_reads_tips_cannot_become_an_administrator_too() -> None:
    office = riverton()
    with pytest.raises(RolesConflict):
        change_officer(
            officer=office.supervisor, values={}, roles=[OFFICER, ADMINISTRATOR], actor=office.administrator, at=AT
        )


def test_the_code_under_which_figures_count_what_is_withheld_is_taken() -> None:
    office = riverton()
    with pytest.raises(ValidationError):
        create_category(
            department=office.department,
            code="withheld",
            names={},
            life_safety=False,
            order=1,
            active=True,
            actor=office.administrator,
            at=AT,
        )
