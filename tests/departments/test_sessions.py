"""A copy of the session table or of the cache lets nobody sign in."""

import pytest
from django.contrib.sessions.models import Session

from tipline.departments.sessions import cached, database
from tipline.departments.sessions.hashing import HashedKeys, hashed

pytestmark = pytest.mark.django_db

STORES = [database.SessionStore, cached.SessionStore]


def stored(store: type[HashedKeys]) -> HashedKeys:
    session = store()
    session["officer"] = "ola"
    session.save()
    return session


@pytest.mark.parametrize("store", STORES)
def test_a_session_is_found_by_its_key_and_stored_under_its_hash(store: type[HashedKeys]) -> None:
    session = stored(store)
    key = session.session_key
    assert key
    assert store(key)["officer"] == "ola"
    assert list(Session.objects.values_list("session_key", flat=True)) == [hashed(key)]
    assert session.exists(key)


@pytest.mark.parametrize("store", STORES)
def test_the_stored_hash_does_not_work_as_a_key(store: type[HashedKeys]) -> None:
    stored(store)
    thief = store(Session.objects.get().session_key)
    assert "officer" not in thief
    assert not thief.exists(Session.objects.get().session_key)


@pytest.mark.parametrize("store", STORES)
def test_signing_out_removes_it_from_database_and_cache(store: type[HashedKeys]) -> None:
    session = stored(store)
    key = session.session_key
    session.flush()
    assert "officer" not in store(key)
    assert not Session.objects.exists()


@pytest.mark.parametrize("store", STORES)
def test_a_new_sign_in_gets_a_new_key(store: type[HashedKeys]) -> None:
    session = stored(store)
    before = session.session_key
    session.cycle_key()
    assert session.session_key != before
    assert "officer" not in store(before)
    assert store(session.session_key)["officer"] == "ola"


@pytest.mark.parametrize("store", STORES)
def test_saving_again_keeps_one_row(store: type[HashedKeys]) -> None:
    session = stored(store)
    session["more"] = 1
    session.save()
    assert Session.objects.count() == 1


def test_the_cache_holds_the_hash_and_not_the_key() -> None:
    session = stored(cached.SessionStore)
    key = session.session_key
    assert key
    assert hashed(key) in session.cache_key  # type: ignore[attr-defined]
    assert key not in session.cache_key  # type: ignore[attr-defined]
