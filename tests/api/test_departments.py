"""What a program learns without a receipt: what every resident's page shows, and the public keys."""

import base64

import pytest
from django.test import Client

from tests.api.programs import HOME, ask, kind
from tests.builders import AT, make_department
from tests.keyring.rows import change_log
from tipline.departments.actions import change_department
from tipline.departments.invalidation import invalidate_configuration
from tipline.envelope import key_id
from tipline.keyring.queries import keys_of

pytestmark = pytest.mark.django_db


def test_departments_are_listed_by_name(client: Client) -> None:
    make_department("lakeside")
    make_department()
    assert [one["slug"] for one in client.get("/api/v1/departments").json()] == ["lakeside", "riverton"]


def test_a_department_shows_what_its_page_shows_and_nothing_about_its_people(client: Client) -> None:
    world = make_department()
    found = ask(client)
    assert set(found) == {
        "id", "slug", "name", "phone", "emergency_number", "reading_hours", "accepts_tips", "categories",
    }  # fmt: skip
    assert found["id"] == str(world.department.pk)
    for officer in (world.dana, world.ola, world.ivan):
        assert officer.username not in str(found)


def test_a_category_names_the_units_to_seal_to(client: Client) -> None:
    world = make_department()
    units = {one["code"]: one["units"] for one in ask(client)["categories"]}
    assert units["threat-officer"] == [str(world.desk.pk), str(world.assessment.pk)]
    assert str(world.custodian.pk) not in str(units)


def test_names_are_in_the_requested_language(client: Client) -> None:
    make_department()
    answer = client.get(HOME, headers={"Accept-Language": "es"})
    names = {one["code"]: one["name"] for one in answer.json()["categories"]}
    assert names["weapons"] == "Armas"
    assert answer.headers["Content-Language"] == "es"
    assert "Accept-Language" in answer.headers["Vary"]


def test_keys_come_from_the_verified_log(client: Client) -> None:
    world = make_department()
    found = ask(client, "/keys")
    published = {one["unit"]: one for one in found["units"]}
    log = keys_of(world.department)
    desk = log.unit(world.desk)
    assert desk is not None
    assert base64.b64decode(published[str(world.desk.pk)]["public_key"]) == desk.kem_public
    assert published[str(world.desk.pk)]["kid"] == key_id(desk.kem_public).hex()
    assert found["custodian"] == str(world.custodian.pk)
    assert set(published) == {str(unit.pk) for unit in (world.desk, world.assessment, world.oversight, world.custodian)}


def test_keys_of_a_broken_log_are_not_published(client: Client) -> None:
    make_department()
    change_log("signature = %s", 3, bytes(64))
    answer = client.get(f"{HOME}/keys")
    assert answer.status_code == 503
    assert kind(answer) == "closed"
    assert answer.json()["phone"] == "555-0100"


def test_a_department_that_takes_no_tips_says_so(client: Client) -> None:
    world = make_department()
    change_department(department=world.department, actor=world.adam, values={"accepts_tips": False}, at=AT)
    invalidate_configuration()
    assert ask(client)["accepts_tips"] is False
    assert kind(client.get(f"{HOME}/keys")) == "closed"


@pytest.mark.parametrize("part", ["", "/keys"])
def test_an_unknown_department_is_not_found(client: Client, part: str) -> None:
    assert kind(client.get(f"/api/v1/departments/nowhere{part}")) == "not-found"
