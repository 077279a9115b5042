"""Officers in their browsers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.builders import World, make_department, unlock_cookie
from tests.tips_sent import Sent, send_tip
from tipline.departments.models import Officer

SignIn = Callable[[Officer], Client]


@pytest.fixture
def world(db: None) -> World:
    """One department with its cast, set up some days ago."""
    return make_department(at=timezone.now() - timedelta(days=3))


@pytest.fixture
def tip(world: World) -> Sent:
    """A threat, sent ten minutes ago: sealed to the tip desk and to threat assessment."""
    return send_tip(world, at=timezone.now() - timedelta(minutes=10), contact="ask for Jo at 555-0142")


@pytest.fixture
def signed_in() -> SignIn:
    """Sign an officer in, still locked."""

    def sign_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


@pytest.fixture
def at_work(signed_in: SignIn) -> SignIn:
    """Sign an officer in and unlock their key."""

    def unlocked(officer: Officer) -> Client:
        client = signed_in(officer)
        unlock(client, officer)
        return client

    return unlocked


def unlock(client: Client, officer: Officer) -> None:
    """Give the signed-in client an unlock cookie."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    login = hashlib.sha256(key.encode()).digest()
    client.cookies[settings.UNLOCK_COOKIE_NAME] = unlock_cookie(officer, login, at=timezone.now()).hex()
