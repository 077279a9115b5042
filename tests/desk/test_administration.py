"""The administrator's pages: the own department, and no tips."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.builders import World, make_department, make_unit
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent
from tests.web.pages import words
from tipline.audit.models import Event
from tipline.casework.models import Tag
from tipline.departments.models import Category, Department, Invitation, Officer, Unit
from tipline.departments.roles import OFFICER, SUPERVISOR, has_role
from tipline.desk.site import desk_site
from tipline.routing.models import Proposal

DEPARTMENTS, CATEGORIES = "/desk/tipline_departments/department/", "/desk/tipline_departments/category/"
UNITS, OFFICERS = "/desk/tipline_departments/unit/", "/desk/tipline_departments/officer/"
TAGS = "/desk/tipline_casework/tag/"


@pytest.fixture
def adam(world: World, signed_in: SignIn) -> Client:
    return signed_in(world.adam)


def settings_of(department: Department, **changed: object) -> dict[str, object]:
    fields = [
        "name", "time_zone", "phone", "emergency_number", "review_hours", "acknowledge_minutes",
        "suppression_threshold", "figures_rounding", "hourly_budget", "leave_url",
    ]  # fmt: skip
    kept: dict[str, object] = {name: getattr(department, name) for name in fields}
    return kept | {"accepts_tips": "on", "reading_days": ["1", "2"]} | changed


def test_settings_are_changed_and_recorded(world: World, adam: Client) -> None:
    page = adam.get(DEPARTMENTS).headers["Location"]
    assert page == f"{DEPARTMENTS}{world.department.pk}/change/"
    changed = settings_of(
        world.department, phone="555-0199", time_zone="America/Denver", reading_from="08:00", reading_until="18:00"
    )
    assert adam.post(page, changed).status_code == 302
    world.department.refresh_from_db()
    assert (world.department.phone, world.department.reading_days) == ("555-0199", "12")
    assert world.department.reading_until == datetime.time(18)
    assert Event.objects.filter(action=Event.Action.DEPARTMENT_CHANGED, actor=world.adam.pk).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("suppression_threshold", 9), ("phone", "call us"), ("time_zone", "Mars/Olympus"), ("reading_from", "08:00")],
)
def test_wrong_settings_are_refused(world: World, adam: Client, field: str, value: object) -> None:
    page = f"{DEPARTMENTS}{world.department.pk}/change/"
    response = adam.post(page, settings_of(world.department, **{field: value}))
    assert response.status_code == 200
    assert "errornote" in response.content.decode()


def test_another_departments_objects_are_not_found(world: World, adam: Client) -> None:
    far = make_department("lakeside")
    category, rows = far.department.categories.get(code="drugs"), []
    rows += [f"{DEPARTMENTS}{far.department.pk}/change/", f"{CATEGORIES}{category.pk}/change/"]
    rows += [f"{UNITS}{far.desk.pk}/change/", f"{OFFICERS}{far.ola.pk}/change/"]
    nothing = adam.get("/desk/no-such-page/").content
    assert [adam.get(row).content == nothing for row in rows] == [True] * 4
    assert [adam.post(row).content == nothing for row in rows] == [True] * 4
    assert adam.post(f"{OFFICERS}{far.ola.pk}/invitation/").status_code == 404


def test_lists_contain_only_the_own_departments_objects(world: World, adam: Client) -> None:
    make_department("lakeside")
    for page in (CATEGORIES, UNITS, OFFICERS, TAGS):
        assert "lakeside" not in adam.get(page).content.decode().lower()


def racing(world: World, **changes: str) -> dict[str, object]:
    own = {"code": "racing", "name_en": "Street racing", "name_es": "Carreras", "order": "5", "active": "on"}
    return {**own, "primary": str(world.desk.pk), **changes}


def posted_for(world: World, **changes: object) -> dict[str, object]:
    return {"name_en": "", "name_es": "", "order": "30", "active": "on", "primary": str(world.desk.pk), **changes}


def gangs_page(world: World) -> str:
    return f"{CATEGORIES}{world.department.categories.get(code='gangs').pk}/change/"


def test_a_new_category_is_proposed_and_waits(world: World, adam: Client) -> None:
    assert adam.post(f"{CATEGORIES}add/", racing(world)).status_code == 302
    page = words(adam.get(CATEGORIES))
    assert "New category: Street racing It waits for a supervisor to confirm." in page
    assert "Nothing has changed yet" in page
    assert not Category.objects.filter(code="racing").exists()


def test_only_the_order_of_a_category_changes_at_once(world: World, adam: Client) -> None:
    adam.post(gangs_page(world), posted_for(world, order="1", name_en="Crews", active=""))
    gangs = world.department.categories.get(code="gangs")
    assert (gangs.name, gangs.active, gangs.order) == ("Gangs", True, 1)
    assert Proposal.objects.get().change == {"names": {"en": "Crews"}, "active": False}
    assert "Gangs Crews" in words(adam.get(gangs_page(world)))


def test_a_category_without_a_standard_name_requires_a_name(world: World, adam: Client) -> None:
    assert "the standard name" not in adam.get(f"{CATEGORIES}add/").content.decode()
    answer = adam.post(f"{CATEGORIES}add/", racing(world, name_en=" "))
    assert "A category of your own needs a name." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_standard_category_without_its_own_name_uses_the_standard_one(world: World, adam: Client) -> None:
    assert "Empty: the standard name." in adam.get(gangs_page(world)).content.decode()
    assert adam.post(gangs_page(world), posted_for(world, name_en="Crews")).status_code == 302


def test_an_impossible_change_is_an_error_on_the_form(world: World, adam: Client) -> None:
    answer = adam.post(gangs_page(world), posted_for(world, name_en="Conduct of police staff"))
    assert (answer.status_code, "one that looks like it" in words(answer)) == (422, True)
    page = f"{CATEGORIES}{world.department.categories.get(code='police-conduct').pk}/change/"
    answer = adam.post(page, posted_for(world, active="", primary=str(world.oversight.pk)))
    assert (answer.status_code, "has to stay" in words(answer)) == (422, True)
    assert not Proposal.objects.exists()


def test_routing_is_proposed_and_waits(world: World, adam: Client) -> None:
    units = {"primary": str(world.assessment.pk), "further": [str(world.desk.pk)]}
    adam.post(gangs_page(world), posted_for(world, **units))
    assert Proposal.objects.get().change == units
    assert world.department.categories.get(code="gangs").primary_unit == world.desk
    assert "waits for a supervisor" in adam.get(gangs_page(world)).content.decode()


def test_routing_offers_no_foreign_unit_and_none_that_takes_no_tips(world: World, adam: Client) -> None:
    far = make_department("lakeside")
    for unit in (far.desk, world.custodian, make_unit(world, "Night desk")):
        assert adam.post(gangs_page(world), posted_for(world, primary=str(unit.pk))).status_code == 422
    assert not Proposal.objects.exists()


def test_a_unit_is_proposed_and_waits(world: World, adam: Client) -> None:
    adam.post(f"{UNITS}add/", {"name": "School liaison", "kind": "other"})
    assert not Unit.objects.filter(name="School liaison").exists()
    assert "New unit: School liaison It waits for a supervisor to confirm." in words(adam.get(UNITS))
    assert adam.post(f"{UNITS}add/", {"name": "tip DESK", "kind": "other"}).status_code == 422


def test_the_page_warns_that_tags_are_not_sealed(world: World, adam: Client) -> None:
    assert "stored in clear" in adam.get(TAGS).content.decode()
    assert "stored in clear" in adam.get(f"{TAGS}add/").content.decode()


def test_a_tag_is_added_once_and_retired(world: World, adam: Client) -> None:
    adam.post(f"{TAGS}add/", {"label": " night "})
    tag = Tag.objects.get()
    assert (tag.label, tag.department, tag.active) == ("night", world.department, True)
    assert "is there already" in adam.post(f"{TAGS}add/", {"label": "Night"}).content.decode()
    adam.post(f"{TAGS}{tag.pk}/change/", {"label": "night"})
    tag.refresh_from_db()
    assert not tag.active


def test_supervisors_manage_tags_too(world: World, signed_in: SignIn) -> None:
    signed_in(world.dana).post(f"{TAGS}add/", {"label": "repeat"})
    assert Tag.objects.get().label == "repeat"


INVITED = {"username": "nova", "first_name": "Nova", "last_name": "Reyes", "language": "en", "roles": [OFFICER]}


def test_an_officer_is_invited_by_a_code_shown_once(world: World, adam: Client) -> None:
    page = adam.post(f"{OFFICERS}add/", INVITED).content.decode()
    nova = Officer.objects.get(username="nova")
    assert nova.department == world.department
    assert has_role(nova, OFFICER)
    assert "http://testserver/desk/invitation/" in page
    code = page.split('class="big-code" translate="no">')[1].split("<")[0]
    assert len(code) == 29
    assert code not in adam.get(f"{OFFICERS}{nova.pk}/change/").content.decode()


def test_a_taken_name_and_mixed_roles_are_refused(world: World, adam: Client) -> None:
    assert adam.post(f"{OFFICERS}add/", INVITED | {"username": "ola"}).status_code == 422
    assert adam.post(f"{OFFICERS}add/", INVITED | {"roles": [OFFICER, "administrator"]}).status_code == 422
    assert adam.post(f"{OFFICERS}add/", INVITED | {"roles": ["chief"]}).status_code == 422
    assert not Officer.objects.filter(username="nova").exists()


def test_roles_are_changed_and_an_account_is_closed(world: World, adam: Client, at_work: SignIn) -> None:
    ola = at_work(world.ola)
    adam.post(f"{OFFICERS}{world.ola.pk}/change/", {"roles": [OFFICER, SUPERVISOR], "is_active": "on"})
    assert has_role(Officer.objects.get(username="ola"), SUPERVISOR)
    adam.post(f"{OFFICERS}{world.ola.pk}/change/", {"roles": [OFFICER, SUPERVISOR], "reason": "moved away"})
    assert ola.get("/desk/tips/").status_code == 302
    assert not world.ola.unlocked.exists()


def test_nobody_changes_their_own_roles(world: World, adam: Client) -> None:
    adam.post(f"{OFFICERS}{world.adam.pk}/change/", {"roles": [OFFICER], "is_active": "on"})
    assert has_role(Officer.objects.get(username="adam"), "administrator")


def test_a_new_invitation_voids_the_password(world: World, adam: Client) -> None:
    response = adam.post(f"{OFFICERS}{world.ola.pk}/invitation/", {"voiding-reason": "lost the paper"})
    assert "big-code" in response.content.decode()
    world.ola.refresh_from_db()
    assert not world.ola.has_usable_password()
    assert Invitation.objects.filter(officer=world.ola).count() >= 1


@pytest.mark.parametrize("name", ["ola", "anna", "root"])
@pytest.mark.parametrize("page", [DEPARTMENTS, CATEGORIES, UNITS, OFFICERS, TAGS, f"{OFFICERS}add/"])
def test_only_administrators_have_these_pages(world: World, signed_in: SignIn, name: str, page: str) -> None:
    assert signed_in(getattr(world, name)).get(page).status_code == 404


@pytest.mark.parametrize("door", ["history/", "delete/", "change/?_popup=1", "change/?_to_field=id"])
def test_side_doors_are_closed(world: World, adam: Client, door: str) -> None:
    category = world.department.categories.get(code="gangs")
    assert adam.get(f"{CATEGORIES}{category.pk}/{door}").status_code in {302, 404}
    assert "Gangs" not in adam.get(f"{CATEGORIES}{category.pk}/{door}", follow=True).content.decode().split("<main")[0]


PROBES = [
    (OFFICERS, "username=dana&password__startswith={}", ("argon2", "scrypt")),
    (OFFICERS, "password__regex={}", (".", "^never$")),
    (OFFICERS, "unlocked__isnull={}", ("False", "True")),
    (OFFICERS, "username__exact={}", ("ola", "nobody")),
    (TAGS, "tip_tags__isnull={}", ("False", "True")),
    (TAGS, "label={}", ("night", "day")),
    (CATEGORIES, "tips__isnull={}", ("True", "False")),
    (CATEGORIES, "department__officers__username={}", ("ola", "nobody")),
    (UNITS, "key_versions__isnull={}", ("False", "True")),
    (UNITS, "no_such_field={}", ("1", "2")),
    (OFFICERS, "q={}", ("ola", "nobody")),
    (OFFICERS, "_to_field={}", ("password", "id")),
    (OFFICERS, "_popup={}", ("1", "0")),
    (OFFICERS, "_facets={}", ("True", "")),
    (OFFICERS, "e={}", ("1", "2")),
    (OFFICERS, "_changelist_filters={}", ("password__regex%3D.", "x")),
]


@pytest.mark.parametrize("probe", PROBES)
def test_query_parameters_that_the_page_does_not_offer_are_not_found(
    world: World, tip: Sent, adam: Client, probe: tuple[str, str, tuple[str, str]]
) -> None:
    page, asked, values = probe
    adam.post(f"{TAGS}add/", {"label": "night"})
    nothing = adam.get("/desk/no-such-page/")
    for value in values:
        answer = adam.get(f"{page}?{asked.format(value)}")
        assert (answer.status_code, answer.content) == (404, nothing.content)
        assert dict(answer.headers) == dict(nothing.headers)


@pytest.mark.parametrize("order", ["1", "-1", "2.-1", "99", "x", "-x", "password", "-4", "0"])
def test_a_list_is_ordered_by_its_own_columns_only(world: World, adam: Client, order: str) -> None:
    answer = adam.get(f"{OFFICERS}?o={order}")
    assert answer.status_code == 200
    by = {field.lstrip("-") for field in answer.context["cl"].queryset.query.order_by}
    assert by <= {"username", "first_name", "last_name", "is_active", "pk"}


@pytest.mark.parametrize("door", ["_popup", "_to_field", "_source_model"])
def test_a_form_returns_no_object_to_a_popup(world: World, adam: Client, door: str) -> None:
    assert adam.post(f"{TAGS}add/", {"label": "night", door: "id"}).status_code == 404
    assert adam.get(f"{TAGS}add/?{door}=id").status_code == 404
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "page", ["autocomplete/", "r/1/1/", "password_change/", "tipline_tips/tip/", "tipline_departments/", "auth/group/"]
)
def test_djangos_stock_pages_are_not_served(world: World, adam: Client, page: str) -> None:
    assert adam.get(f"/desk/{page}").status_code == 404


def test_no_library_registers_pages() -> None:
    assert set(desk_site._registry) == {Department, Category, Tag, Unit, Officer}


def test_an_administrator_sees_no_tip(world: World, tip: Sent, adam: Client) -> None:
    for page in ("/desk/", CATEGORIES, UNITS, OFFICERS, f"{OFFICERS}{world.ola.pk}/change/"):
        said = adam.get(page).content.decode()
        assert tip.tip.reference not in said
        assert "unread" not in said


def test_djangos_own_log_stays_empty(world: World, adam: Client) -> None:
    adam.post(f"{TAGS}add/", {"label": "night"})
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("asked", ["0", "-1", "x", "7", "9" * 20, "9" * 5000])
def test_a_page_number_out_of_range_shows_the_nearest_page(world: World, signed_in: SignIn, asked: str) -> None:
    for number in range(120):
        Tag.objects.create(department=world.department, label=f"tag {number:03}")
    answer = signed_in(world.adam).get("/desk/tipline_casework/tag/", {"p": asked})
    assert answer.status_code == 200
    last = asked in {"7", "9" * 20}
    assert f"tag {119 if last else 0:03}" in answer.content.decode()
    assert f'<span class="this-page">{2 if last else 1}</span>' in answer.content.decode()


def test_an_unknown_order_is_ignored(world: World, signed_in: SignIn) -> None:
    assert signed_in(world.adam).get("/desk/tipline_departments/officer/", {"o": "99.x.-7"}).status_code == 200
