"""Only an analyst gets figures, only of their own department, and every file is recorded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group

from tests.builders import make_officer, make_superuser
from tipline.audit.models import Event
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR
from tipline.statistics.actions import export_figures
from tipline.statistics.errors import NotAllowed, PeriodNotEnded, PeriodUnknown
from tipline.statistics.models import MonthFigures

from . import rows

pytestmark = pytest.mark.django_db

EXPORTED = Event.objects.filter(action=Event.Action.FIGURES_EXPORTED)
IN_MARCH = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", [OFFICER, SUPERVISOR, CUSTODIAN, AUDITOR, ADMINISTRATOR])
def test_officers_who_are_not_analysts_are_refused(role: str) -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    officer = make_officer(of, "sam", role, at=rows.MADE, with_key=False)
    with pytest.raises(NotAllowed):
        export_figures(officer=officer, period="2026-03", at=rows.AFTER)
    assert not EXPORTED.exists()
    assert not MonthFigures.objects.exists()


def test_the_superuser_is_refused_even_with_the_analysts_role() -> None:
    rows.tips(rows.department(), 20, IN_MARCH)
    root = make_superuser()
    root.groups.add(Group.objects.get(name=ANALYST))
    with pytest.raises(NotAllowed):
        export_figures(officer=root, period="2026-03", at=rows.AFTER)


def test_a_superuser_of_the_department_without_the_role_is_refused() -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    root = make_superuser()
    root.department = of
    with pytest.raises(NotAllowed):
        export_figures(officer=root, period="2026-03", at=rows.AFTER)


def test_an_analyst_who_left_is_refused() -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    officer = rows.analyst(of)
    officer.is_active = False
    with pytest.raises(NotAllowed):
        export_figures(officer=officer, period="2026-03", at=rows.AFTER)


def test_an_analyst_gets_their_own_departments_figures_and_no_others() -> None:
    of, other = rows.department(), rows.department("lakeside")
    rows.tips(of, 20, IN_MARCH)
    rows.tips(other, 70, IN_MARCH)
    assert rows.value(rows.exported(rows.analyst(of), "2026-03"), "tips_received") == "20"
    assert rows.value(rows.exported(rows.analyst(other), "2026-03"), "tips_received") == "70"


def test_an_export_is_recorded_with_the_period() -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    officer = rows.analyst(of)
    export_figures(officer=officer, period="2026-Q1", at=rows.AFTER)
    event = EXPORTED.get()
    assert (event.actor, event.department, event.subjects, event.at) == (officer.pk, of.pk, ["2026-Q1"], rows.AFTER)


@pytest.mark.parametrize("label", ["", "2026-13", "2026-Q5", "March", "2026-3", "../2026", "1969", "2026-02", "2025"])
def test_an_invalid_period_or_one_before_the_first_tip_is_unknown(label: str) -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    with pytest.raises(PeriodUnknown):
        export_figures(officer=rows.analyst(of), period=label, at=rows.AFTER)
    assert not EXPORTED.exists()


@pytest.mark.parametrize("label", ["2026-03", "2026-Q1", "2026", "2031-01"])
def test_a_period_that_is_not_over_is_refused(label: str) -> None:
    of = rows.department()
    rows.tips(of, 20, IN_MARCH)
    with pytest.raises(PeriodNotEnded):
        export_figures(officer=rows.analyst(of), period=label, at=IN_MARCH)
    assert not EXPORTED.exists()
