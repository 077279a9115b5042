"""The page for residents that makes the promises."""

import pytest
from django.test import Client

from tests.builders import World, make_department
from tests.web.pages import words
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def test_the_page_says_what_is_stored_and_what_is_not(client: Client) -> None:
    shown = words(client.get("/en/riverton/about/"))
    for part in ("We do not store your IP address", "sets no cookies", "In the clear:", "custodians", "A court can"):
        assert part in shown
    assert "100" not in shown.replace("555-0100", "")


def test_the_page_says_who_reads_tips_about_police_staff(client: Client) -> None:
    shown = words(client.get("/en/riverton/about/"))
    assert "not to the other officers. Only when two people of that unit agree" in shown


def test_the_page_names_help_other_than_the_police(client: Client) -> None:
    assert "988" in words(client.get("/en/riverton/about/"))


def test_with_another_emergency_number_no_american_line_is_named(client: Client, world: World) -> None:
    Department.objects.filter(pk=world.department.pk).update(emergency_number="112")
    invalidate_configuration()
    assert "988" not in words(client.get("/en/riverton/about/"))
