"""The first page: what this is, whom to call, what it is about."""

import re
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import World, make_department, restate
from tests.web.pages import hidden, words
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.mark.usefixtures("world")
def test_the_page_shows_the_telephone_the_emergency_number_and_the_hours(client: Client) -> None:
    shown = words(client.get("/en/riverton/"))
    for part in ("Riverton Police", "555-0100", "Call 911", "Tips are read Monday to Friday"):
        assert part in shown


@pytest.mark.parametrize(("moment", "said"), [("2026-03-14T15:00Z", True), ("2026-03-10T15:00Z", False)])
@pytest.mark.usefixtures("world")
def test_the_page_says_if_nobody_reads_tips_now(
    client: Client, monkeypatch: pytest.MonkeyPatch, moment: str, said: bool
) -> None:
    monkeypatch.setattr("tipline.web.views.landing.timezone.now", lambda: datetime.fromisoformat(moment))
    assert ("That is not now" in words(client.get("/en/riverton/"))) is said


@pytest.mark.usefixtures("world")
def test_life_safety_categories_come_first(client: Client) -> None:
    codes = re.findall(
        r'type="radio" name="category" id="[^"]*" value="([^"]*)"', client.get("/en/riverton/").content.decode()
    )
    assert codes[:4] == ["danger-now", "threat-officer", "threat-school", "threat-people"]
    assert len(codes) == 18


@pytest.mark.usefixtures("world")
def test_each_page_for_writing_gets_a_new_form(client: Client) -> None:
    assert 'name="form"' not in client.get("/en/riverton/").content.decode()
    issued = {hidden(client.post("/en/riverton/tip/", {"category": "weapons"}), "form") for _ in range(2)}
    assert len(issued) == 2


@pytest.mark.usefixtures("world")
def test_the_page_exists_in_spanish(client: Client) -> None:
    answer = client.get("/es/riverton/")
    assert '<html lang="es"' in answer.content.decode()
    for part in ("¿De qué se trata?", "Amenaza contra una escuela", "de lunes a viernes", "Salir de esta página"):
        assert part in words(answer)


@pytest.mark.usefixtures("world")
def test_the_title_reveals_nothing_to_a_bystander(client: Client) -> None:
    head = client.get("/en/riverton/").content.decode().split("</head>")[0]
    assert "<title>Message form</title>" in head
    assert not re.search("police|tip", head.lower().replace("riverton", ""))


def test_a_department_that_takes_no_tips_says_whom_to_call(client: Client, world: World) -> None:
    Department.objects.filter(pk=world.department.pk).update(accepts_tips=False)
    invalidate_configuration()
    answer = client.get("/en/riverton/")
    assert "does not take tips here right now" in words(answer)
    assert "555-0100" in words(answer)
    assert "<fieldset" not in answer.content.decode()


def test_a_category_no_longer_offered_is_not_shown(client: Client, world: World) -> None:
    restate(world, "gangs", active=False)
    assert "Gangs" not in words(client.get("/en/riverton/"))


@pytest.mark.usefixtures("world")
def test_the_page_takes_few_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/en/riverton/")
    with django_assert_num_queries(1):
        client.get("/en/riverton/")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("address", ["/en/Riverton/", "/es/RIVERTON/mailbox/", "/api/v1/departments/RiverTon"])
def test_a_departments_address_is_case_insensitive(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("world")
def test_the_list_of_departments_links_their_telephones(client: Client) -> None:
    make_department("lakeside")
    page = client.get("/en/").content.decode()
    assert page.count('<a class="phone" href="tel:5550100" dir="ltr">555-0100</a>') == 2
