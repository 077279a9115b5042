"""The recovery kit on the terminal."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.builders import World, make_department, make_officer, unlocked
from tests.operations.conversation import Answer, Conversation, last_passphrase, passphrases
from tipline.audit.models import Event
from tipline.departments.roles import OFFICER
from tipline.envelope import RecoveryKey, recovery_code
from tipline.keyring.actions import admission_code_of, by_passphrase, resume, unlock

pytestmark = pytest.mark.django_db

LOGIN = bytes(32)


@pytest.fixture
def world() -> World:
    return make_department()


def run(answers: list[Answer]) -> str:
    output = io.StringIO()
    call_command("recover_unit", stdin=Conversation(output, answers), stdout=output)
    return output.getvalue()


def test_an_officer_with_a_key_gets_the_named_unit(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER)
    code = admission_code_of(unlocked(nora))
    printed = run(["riverton", recovery_code(world.desk_kit.secret), "2", "nora", "", code, "y", "y"])
    assert unlocked(nora).unit_ids == {world.desk.pk}
    assert unlocked(nora).is_supervisor_of(world.desk.pk)
    assert "cannot replace it yet" in printed
    assert Event.objects.filter(action=Event.Action.RECOVERY_USED).count() == 1


def test_a_forgotten_passphrase_leads_to_a_new_key(world: World) -> None:
    secret = recovery_code(world.oversight_kit.secret)
    printed = run(["riverton", secret, "1 2 3", "ivan", "y", last_passphrase, "n", "y"])
    cookie = unlock(officer=world.ivan, secret=by_passphrase(passphrases(printed)[0]), login=LOGIN, at=timezone.now())
    opened = resume(officer=world.ivan, cookie=cookie, login=LOGIN, at=timezone.now(), touch=False)
    assert opened is not None
    assert len(opened.unit_ids) == 3
    assert opened.is_supervisor_of(world.oversight.pk)
    assert unlocked(world.ivan).unit_ids == frozenset()


def test_only_units_of_that_kit_are_listed(world: World) -> None:
    with pytest.raises(CommandError):
        run(["riverton", recovery_code(world.desk_kit.secret), "3", "3", "3"])


def test_a_mistyped_secret_is_reported_as_mistyped(world: World) -> None:
    wrong = "Z" + recovery_code(world.desk_kit.secret)[1:]
    with pytest.raises(CommandError, match="Nothing was changed"):
        run(["riverton", wrong, wrong, wrong])


def test_a_secret_of_another_department_opens_nothing(world: World) -> None:
    with pytest.raises(CommandError, match="not the one for that unit"):
        run([world.department.slug, recovery_code(RecoveryKey.generate().secret)])


def test_nothing_is_changed_without_a_final_yes(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER)
    code = admission_code_of(unlocked(nora))
    with pytest.raises(CommandError, match="Not confirmed"):
        run(["riverton", recovery_code(world.desk_kit.secret), "1", "nora", "", code, "y", ""])
    assert not unlocked(nora).unit_ids


def test_a_wrong_admission_code_changes_nothing(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER)
    code = admission_code_of(unlocked(world.ola))
    with pytest.raises(CommandError, match="admission code"):
        run(["riverton", recovery_code(world.desk_kit.secret), "1", "nora", "", code, "y", "y"])
    assert not unlocked(nora).unit_ids
