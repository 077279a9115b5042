"""An officer's own key."""

from __future__ import annotations

from django.utils import timezone

from tests.builders import PASSPHRASE, PASSWORD, World, admit_to, give_passphrase, make_officer, unlocked
from tests.desk.conftest import SignIn
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import admission_code_of, admit, enrol
from tipline.keyring.models import EnrolledKey, UnlockedKey
from tipline.keyring.queries import live_keys

NEW = "velvet ocean ladder crumb feather thunder"


def both(passphrase: str, **more: str) -> dict[str, str]:
    return {"passphrase1": passphrase, "passphrase2": passphrase, "words": NEW, **more}


def test_six_words_are_suggested_and_kept_after_an_error(world: World, signed_in: SignIn) -> None:
    client = signed_in(make_officer(world.department, "nova", OFFICER, with_key=False))
    assert len(client.get("/desk/key/new/").context["words"].split()) == 6
    response = client.post("/desk/key/new/", {"passphrase1": NEW, "passphrase2": "else", "words": NEW})
    assert response.status_code == 422
    assert NEW in response.content.decode()


def test_a_key_is_made_with_the_suggested_words(world: World, signed_in: SignIn) -> None:
    nova = make_officer(world.department, "nova", OFFICER, with_key=False)
    client = signed_in(nova)
    assert client.post("/desk/key/new/", both(NEW)).headers["Location"] == "/desk/unlock/?done=made"
    assert live_keys(nova)
    assert client.post("/desk/unlock/", {"passphrase": NEW, "next": "/desk/key/"}).headers["Location"] == "/desk/key/"
    assert "One step is left" in client.get("/desk/key/").content.decode()


def test_weak_passphrases_and_the_password_are_refused(world: World, signed_in: SignIn) -> None:
    nova = make_officer(world.department, "nova", OFFICER, with_key=False)
    client = signed_in(nova)
    for weak in ("short", PASSWORD, "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"):
        assert client.post("/desk/key/new/", both(weak)).status_code == 422
    assert not live_keys(nova)


def test_the_page_for_a_first_key_makes_no_second_one(world: World, signed_in: SignIn) -> None:
    assert signed_in(world.ola).post("/desk/key/new/", both(NEW)).headers["Location"] == "/desk/key/"
    assert EnrolledKey.objects.filter(officer=world.ola).count() == 1


def test_the_admission_code_is_shown_only_while_unlocked(world: World, signed_in: SignIn, at_work: SignIn) -> None:
    code = admission_code_of(unlocked(world.ola))
    assert code not in signed_in(world.ola).get("/desk/key/").content.decode()
    assert code in at_work(world.ola).get("/desk/key/").content.decode()


def test_the_code_comes_from_the_secret_key_not_from_an_altered_row(world: World, at_work: SignIn) -> None:
    client = at_work(world.ola)
    EnrolledKey.objects.filter(officer=world.ola).update(kem_public=b"\x01" * 1216)
    assert admission_code_of(unlocked(world.ola)) in client.get("/desk/key/").content.decode()


def test_changing_the_passphrase_requires_the_current_one(world: World, at_work: SignIn) -> None:
    give_passphrase(world.ola)
    client = at_work(world.ola)
    assert client.post("/desk/key/passphrase/", both(NEW, current="wrong")).status_code == 422
    response = client.post("/desk/key/passphrase/", both(NEW, current=PASSPHRASE))
    assert response.headers["Location"] == "/desk/unlock/?done=changed"
    assert not UnlockedKey.objects.exists()
    assert client.post("/desk/unlock/", {"passphrase": NEW}).status_code == 302


def test_a_new_key_beside_a_forgotten_one_removes_nothing(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    assert client.post("/desk/key/replace/", both(NEW, password="wrong")).status_code == 422
    client.post("/desk/key/replace/", both(NEW, password=PASSWORD))
    client.post("/desk/unlock/", {"passphrase": NEW})
    assert "No unit has admitted you yet" in client.get("/desk/tips/").content.decode()
    client.post("/desk/unlock/", {"passphrase": PASSPHRASE})
    assert "No unit has admitted you yet" not in client.get("/desk/tips/").content.decode()


def test_an_officer_is_told_of_a_key_that_somebody_else_made_and_removes_it(world: World, at_work: SignIn) -> None:
    other = enrol(officer=world.ola, passphrase=NEW, beside=True, at=timezone.now())
    client = at_work(world.ola)
    assert "A key made in your name on" in client.get("/desk/key/").content.decode()
    assert client.post("/desk/key/discard/").headers["Location"] == "/desk/key/?done=discarded"
    assert other not in live_keys(world.ola)
    assert "A key made in your name on" not in client.get("/desk/key/").content.decode()


def test_a_waiting_key_removes_no_other_key(world: World, signed_in: SignIn) -> None:
    enrol(officer=world.ola, passphrase=NEW, beside=True, at=timezone.now())
    client = signed_in(world.ola)
    client.post("/desk/unlock/", {"passphrase": NEW})
    assert client.post("/desk/key/discard/").headers["Location"] == "/desk/key/"
    assert len(live_keys(world.ola)) == 2


def test_the_owner_replaces_the_old_key_by_the_new_one(world: World, at_work: SignIn) -> None:
    code = admission_code_of(enrol(officer=world.dana, passphrase=NEW, beside=True, at=timezone.now()))
    client = at_work(world.dana)
    assert client.post("/desk/key/confirm/", {"admission_code": code[:-1]}).status_code == 422
    response = client.post("/desk/key/confirm/", {"admission_code": code})
    assert response.headers["Location"] == "/desk/unlock/?done=replaced"
    client.post("/desk/unlock/", {"passphrase": NEW})
    assert client.get("/desk/members/").status_code == 200
    assert unlocked(world.dana).unit_ids == frozenset()


def test_an_officer_is_told_that_their_key_was_replaced(world: World, at_work: SignIn) -> None:
    client = at_work(world.ivan)
    admit_to(world.desk, world.ivan, by=world.dana)
    code = admission_code_of(enrol(officer=world.ivan, passphrase=NEW, beside=True, at=timezone.now()))
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=timezone.now())
    page = client.get("/desk/key/").content.decode()
    assert "Another key in your name took the place of this one at" in page
    client.post("/desk/unlock/", {"passphrase": NEW})
    assert "These units know another key of yours" in client.get("/desk/key/").content.decode()


def test_an_officer_chooses_a_language(world: World, signed_in: SignIn) -> None:
    signed_in(world.ola).post("/desk/language/", {"language": "es"})
    world.ola.refresh_from_db()
    assert world.ola.language == "es"
