"""The analyst's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent, send_tip
from tipline.audit.models import Event

PAGE = "/desk/figures/"


@pytest.fixture
def anna(world: World, signed_in: SignIn) -> Client:
    for number in range(12):
        send_tip(world, "drugs", form=str(number), at=timezone.now() - timedelta(days=70))
    return signed_in(world.anna)


def a_month(client: Client) -> str:
    groups = client.get(PAGE).context["form"].fields["period"].choices
    return str(groups[2][1][-1][0])


def test_a_period_is_shown_and_recorded(world: World, anna: Client) -> None:
    page = anna.post(PAGE, {"period": a_month(anna)}).content.decode()
    assert "Tips received" in page
    assert ">12</td>" in page
    assert Event.objects.filter(action=Event.Action.FIGURES_EXPORTED, actor=world.anna.pk).count() == 1


def test_the_same_figures_are_downloaded_as_a_file(world: World, anna: Client) -> None:
    month = a_month(anna)
    response = anna.post(f"{PAGE}csv/", {"period": month})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="riverton-{month}.csv"'
    assert f"riverton,{month},tips_received" in response.content.decode("utf-8-sig")


def test_the_last_ended_month_is_offered_first(anna: Client) -> None:
    last = timezone.localtime().replace(day=1) - timedelta(days=1)
    page = anna.get(PAGE).content.decode()
    assert f'<option value="{last:%Y-%m}" selected>' in page


@pytest.mark.parametrize("period", ["2999", "2999-01", "1971", "all", ""])
def test_only_offered_periods_are_counted(world: World, anna: Client, period: str) -> None:
    assert anna.post(PAGE, {"period": period}).status_code == 422
    assert anna.post(f"{PAGE}csv/", {"period": period}).status_code == 404


def test_without_an_ended_month_the_page_says_so(world: World, signed_in: SignIn) -> None:
    assert "No month is over yet" in signed_in(world.anna).get(PAGE).content.decode()


def test_an_analyst_opens_no_tip(world: World, tip: Sent, signed_in: SignIn) -> None:
    client = signed_in(world.anna)
    assert client.get(f"/desk/tips/{tip.tip.pk}/").status_code == 404
    assert "unread" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("name", ["ola", "dana", "adam", "root"])
def test_other_roles_have_no_figures(world: World, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}csv/", {"period": "2025"}).status_code == 404
