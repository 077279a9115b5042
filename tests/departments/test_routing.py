"""Which units a category's tips are sealed to changes only by two people."""

from datetime import UTC, datetime

import pytest

from tests.departments.offices import Office, riverton
from tipline.departments.actions import confirm_routing, propose_routing, reject_routing
from tipline.departments.errors import AlreadyDecided, NotYours, SamePerson
from tipline.departments.models import RoutingProposal, Unit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


def proposal(office: Office) -> RoutingProposal:
    return propose_routing(
        category=office.category("drugs"),
        primary_unit=office.unit(Unit.Kind.ASSESSMENT),
        further_units=[office.unit(Unit.Kind.DESK)],
        actor=office.administrator,
        at=AT,
    )


def test_a_proposal_changes_nothing() -> None:
    office = riverton()
    proposal(office)
    assert office.category("drugs").primary_unit.kind == Unit.Kind.DESK


def test_a_second_person_puts_it_in_force() -> None:
    office = riverton()
    confirm_routing(proposal=proposal(office), actor=office.supervisor, at=AT)
    drugs = office.category("drugs")
    assert drugs.primary_unit.kind == Unit.Kind.ASSESSMENT
    assert [unit.kind for unit in drugs.further_units.all()] == [Unit.Kind.DESK]


def test_a_rejected_proposal_changes_nothing_and_stays_decided() -> None:
    office = riverton()
    drugs = proposal(office)
    reject_routing(proposal=drugs, actor=office.supervisor, at=AT)
    with pytest.raises(AlreadyDecided):
        confirm_routing(proposal=drugs, actor=office.supervisor, at=AT)
    assert office.category("drugs").primary_unit.kind == Unit.Kind.DESK


def test_nobody_confirms_their_own_proposal() -> None:
    office = riverton()
    with pytest.raises((SamePerson, NotYours)):
        confirm_routing(proposal=proposal(office), actor=office.administrator, at=AT)


def test_an_officer_of_another_department_confirms_nothing() -> None:
    with pytest.raises(NotYours):
        confirm_routing(proposal=proposal(riverton()), actor=riverton("elsewhere").supervisor, at=AT)


@pytest.mark.parametrize("kind", [Unit.Kind.RECORDS, Unit.Kind.CUSTODIAN])
def test_tips_are_never_routed_to_a_unit_that_holds_other_secrets(kind: Unit.Kind) -> None:
    office = riverton()
    with pytest.raises(NotYours):
        propose_routing(
            category=office.category("drugs"),
            primary_unit=office.unit(kind),
            further_units=[],
            actor=office.administrator,
            at=AT,
        )


def test_tips_are_never_routed_to_another_department() -> None:
    office, elsewhere = riverton(), riverton("elsewhere")
    with pytest.raises(NotYours):
        propose_routing(
            category=office.category("drugs"),
            primary_unit=elsewhere.unit(Unit.Kind.DESK),
            further_units=[],
            actor=office.administrator,
            at=AT,
        )
