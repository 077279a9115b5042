"""How often a password may be tried: slowed down, so that strangers keep nobody out and still guess little.

Each count lets a few wrong ones pass and then makes the next wait, longer each time (`Backoff`). SECURITY.md states
what that comes to in a day. Nothing here is stored: names and addresses are marks in the memory of this process.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from tipline.departments.models import Officer
from tipline.desk import device_cookies
from tipline.desk.unlock_cookie import login_id
from tipline.limits.addresses import client_mark, neighbourhood_mark
from tipline.limits.guesses import Backoff, Count, Guess, take, wrong_so_far

MINUTE: Final = 60
QUARTER: Final = 15 * MINUTE

# Five in fifteen minutes, then the account is locked for that node: CJIS Security Policy, AC-7.
OWN_BROWSER: Final = Backoff("password, own browser", 5, MINUTE, QUARTER)
NETWORK: Final = Backoff("password, one network", 5, MINUTE, QUARTER)
SESSION: Final = Backoff("password, signed in", 5, MINUTE, QUARTER)
CLIENT: Final = Backoff("password, any name", 20, MINUTE, QUARTER)
# Who changes networks meets these. Networks without a failure of their own are counted apart, so that who has a few
# of them does not keep an officer's new computer waiting.
FRESH_NETWORKS: Final = Backoff("password, new networks", 30, 2, MINUTE)
ALL_NETWORKS: Final = Backoff("password, all networks", 30, 2, MINUTE)
COMPARED: Final = Backoff("password, against a passphrase", 10, MINUTE, QUARTER)
INVITATION: Final = Backoff("invitation", 10, MINUTE, QUARTER)


def guess_at_sign_in(request: HttpRequest, name: str) -> Guess:
    """Count a password tried for a user name by who is not signed in. Raises TooManyGuesses."""
    officer = Officer.objects.filter(username__iexact=name).first()
    own = device_cookies.known_by(request, officer) if officer else None
    return take([(OWN_BROWSER, own)] if own else _of_strangers(request, officer.pk.hex if officer else _folded(name)))


def guess_while_signed_in(request: HttpRequest) -> Guess:
    """Count a password tried on a page behind the sign-in. Raises TooManyGuesses."""
    return take([(SESSION, login_id(request).hex())])


def guess_by_passphrase(officer: Officer) -> Guess:
    """Count a new passphrase: whether it is refused tells whether it is the password. Raises TooManyGuesses."""
    return take([(COMPARED, officer.pk.hex)])


def guess_at_invitation(request: HttpRequest) -> Guess:
    """Count a code that was typed. Its 122 bits bound what strangers find; this keeps them from asking for nothing.

    Raises TooManyGuesses.
    """
    client = client_mark(request)
    return take([(INVITATION, client)] if client else [])


def _of_strangers(request: HttpRequest, name: str) -> list[Count]:
    network, client = neighbourhood_mark(request), client_mark(request)
    if network is None or client is None:
        return [(ALL_NETWORKS, name)]
    here = (NETWORK, f"{name} {network}")
    together = (ALL_NETWORKS if wrong_so_far(here) else FRESH_NETWORKS, name)
    return [here, together, (CLIENT, client)]


def _folded(name: str) -> str:
    return name.strip().lower()[:150]
