"""The form id is drawn here, holds for a day, and for one department."""

from datetime import timedelta

import pytest

from tests.builders import AT
from tests.departments.offices import riverton
from tipline.intake.errors import FormExpired, FormForged
from tipline.intake.formseed import draw, read

pytestmark = pytest.mark.django_db


def test_a_drawn_form_is_read_for_24_hours() -> None:
    department = riverton().department
    token = draw(department, AT)
    assert len(read(token, department, AT).id) == 32
    assert read(token, department, AT).day == AT.date()
    assert read(token, department, AT + timedelta(hours=24)) == read(token, department, AT)
    with pytest.raises(FormExpired):
        read(token, department, AT + timedelta(hours=25))


def test_no_two_forms_are_the_same() -> None:
    department = riverton().department
    assert draw(department, AT) != draw(department, AT)


def test_a_form_of_another_department_is_refused() -> None:
    token = draw(riverton().department, AT)
    with pytest.raises(FormForged):
        read(token, riverton("elsewhere").department, AT)


@pytest.mark.parametrize("position", [0, 40, 45, 60, 85])
def test_a_changed_token_is_refused(position: int) -> None:
    department = riverton().department
    token = draw(department, AT)
    letter = "A" if token[position] != "A" else "B"
    with pytest.raises(FormForged):
        read(token[:position] + letter + token[position + 1 :], department, AT)


@pytest.mark.parametrize("token", ["", "x", "é" * 90, "A" * 91, "A" * 5000, "\x00", "====", "A" * 90])
def test_hostile_tokens_are_refused(token: str) -> None:
    with pytest.raises(FormForged):
        read(token, riverton().department, AT)
