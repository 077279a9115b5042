"""What each demonstration officer can do, and what not."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tests.demo.small import Demonstrated
from tipline.demo.people import OFFICERS, DemoOfficer
from tipline.departments.models import Officer
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, ROLES
from tipline.keyring.actions import by_passphrase, resume, unlock
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_headlines
from tipline.tips.actions.read import contact_text
from tipline.tips.models import Tip, TipWrap
from tipline.tips.queries import visible_to
from tipline.tips.sealing import open_identity_key

LOGIN = bytes(32)
BY_NAME = {person.username: person for person in OFFICERS}


def unlocked(person: DemoOfficer) -> Unlocked:
    officer, at = Officer.objects.get(username=person.username), timezone.now()
    cookie = unlock(officer=officer, secret=by_passphrase(person.passphrase), login=LOGIN, at=at)
    opened = resume(officer=officer, cookie=cookie, login=LOGIN, at=at, touch=False)
    assert opened is not None
    return opened


def visible(username: str) -> set[UUID]:
    return set(visible_to(unlocked(BY_NAME[username])).values_list("pk", flat=True))


def held_by(slug: str, *kinds: str) -> set[UUID]:
    wraps = TipWrap.objects.filter(kind="case", unit__kind__in=kinds, unit__department__slug=slug)
    return set(wraps.values_list("tip", flat=True))


def test_there_is_an_officer_of_every_role_in_each_department() -> None:
    for slug in ("riverton", "puerto-claro"):
        assert {role for person in OFFICERS if person.department == slug for role in person.roles} == set(ROLES)


class TestOfficers(Demonstrated):
    def test_every_officer_has_the_stated_password_passphrase_roles_and_units(self) -> None:
        for person in OFFICERS:
            key = unlocked(person)
            assert key.officer.check_password(person.password)
            assert set(key.officer.groups.values_list("name", flat=True)) == set(person.roles)
            kinds = {
                grant.unit_key.unit.kind for grant in key.officer.keys.get().grants.select_related("unit_key__unit")
            }
            assert kinds == set(person.unit_kinds)
            assert len(key.unit_ids) == len(person.unit_kinds)

    def test_the_desk_sees_its_tips_but_none_about_police_staff(self) -> None:
        for username in ("ola", "dana", "cleo"):
            assert visible(username) == held_by("riverton", "desk")
        conduct = Tip.objects.filter(department__slug="riverton", category=None)
        assert conduct.exists()
        assert visible("ola").isdisjoint(conduct.values_list("pk", flat=True))

    def test_oversight_sees_only_tips_about_police_staff(self) -> None:
        conduct = Tip.objects.filter(department__slug="puerto-claro", category=None).values_list("pk", flat=True)
        assert visible("ines") == set(conduct) != set()

    def test_threat_assessment_sees_tips_routed_or_escalated_to_it(self) -> None:
        assert visible("tess") == held_by("riverton", "assessment")
        assert set() < visible("tess") < visible("ola")

    def test_analysts_auditors_and_administrators_see_no_tip(self) -> None:
        blind = [person for person in OFFICERS if {ANALYST, AUDITOR, ADMINISTRATOR} & set(person.roles)]
        assert len(blind) == 6
        assert not any(visible(person.username) for person in blind)

    def test_headlines_show_what_was_written(self) -> None:
        key = unlocked(BY_NAME["olga"])
        lines = open_headlines(unlocked=key, tips=list(visible_to(key)), at=timezone.now()).values()
        assert all(line.text for line in lines)
        assert any(str(line.text).startswith("En la casa verde venden pastillas") for line in lines)

    def test_a_custodian_opens_contact_details(self) -> None:
        custodian = next(person for person in OFFICERS if CUSTODIAN in person.roles and person.department == "riverton")
        key = unlocked(custodian)
        tip = visible_to(key).filter(has_contact=True, handlings__review_minutes=None, life_safety=True).first()
        assert tip is not None
        assert "555-0117" in contact_text(tip, open_identity_key(key, tip))
