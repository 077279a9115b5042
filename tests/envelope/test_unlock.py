"""An officer's key under a passphrase, and while it is unlocked."""

import pytest

from tipline import envelope
from tipline.envelope import Argon2Cost, Damaged, OfficerKey, Unsupported, WrongPassphrase
from tipline.envelope.unlock import MAXIMUM_COST, normalise_passphrase

KEY, OFFICER, METHOD = OfficerKey(bytes(range(32))), b"o" * 16, b"m" * 16
CHEAP = Argon2Cost(memory=64, passes=1, lanes=1)


def wrap(passphrase: str, cost: Argon2Cost = CHEAP) -> bytes:
    return envelope.wrap_with_passphrase(KEY, passphrase, officer=OFFICER, method=METHOD, cost=cost)


def unwrap(wrapped: bytes, passphrase: str) -> OfficerKey:
    secret = envelope.passphrase_secret(wrapped, passphrase, minimum=CHEAP)
    return envelope.unwrap_officer_key(wrapped, secret, officer=OFFICER, method=METHOD)


def test_the_standard_cost_is_the_one_of_the_design_and_cheaper_wraps_are_refused() -> None:
    standard = envelope.Argon2Cost(memory=64 * 1024, passes=3, lanes=4)
    assert standard == envelope.STANDARD_COST
    assert bytes((1, 0, 1, 0, 0, 0, 0, 0, 3, 4)) == envelope.STANDARD_COST.parameters()
    with pytest.raises(Unsupported):
        envelope.passphrase_secret(wrap("six words"), "six words")


@pytest.mark.parametrize(
    "typed",
    [
        "étoile  du\tnord",
        "  étoile du nord ",
        "e\u0301toile du nord",
        "\uff45\u0301toile du nord",
        "étoile\u00a0du\u3000nord\r\n",
        "étoile\u2028du\u1680nord",
    ],
)
def test_a_passphrase_opens_however_its_letters_and_spaces_are_typed(typed: str) -> None:
    assert unwrap(wrap("étoile du nord"), typed) == KEY


@pytest.mark.parametrize("typed", ["Étoile du nord", "étoiledunord", "étoile du", "", "   ", "x" * 1025, "\ud800"])
def test_another_passphrase_does_not_open(typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        unwrap(wrap("étoile du nord"), typed)


@pytest.mark.parametrize("typed", ["", " \t\n", "x" * 1025, "\ud800"])
def test_an_impossible_passphrase_is_a_mistake(typed: str) -> None:
    with pytest.raises(ValueError, match=r"passphrase|surrogates"):
        wrap(typed)


def test_a_passphrase_keeps_its_case_and_inner_words() -> None:
    assert normalise_passphrase(" Six  words\n") == b"Six words"


def test_two_wraps_of_one_key_share_nothing() -> None:
    first, second = wrap("six words"), wrap("six words")
    assert first[12:28] != second[12:28]
    assert first[28:40] != second[28:40]
    assert first[40:] != second[40:]
    assert KEY.secret not in first


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Cost(MAXIMUM_COST.memory + 1, 3, 4),
        Argon2Cost(65536, MAXIMUM_COST.passes + 1, 4),
        Argon2Cost(65536, 3, MAXIMUM_COST.lanes + 1),
    ],
)
def test_a_cost_that_no_opener_spends_is_refused_before_it_is_spent(cost: Argon2Cost) -> None:
    with pytest.raises(ValueError, match="cost"):
        wrap("six words", cost)
    altered = wrap("six words")[:2] + cost.parameters() + wrap("six words")[12:]
    with pytest.raises(Unsupported):
        unwrap(altered, "six words")


def test_an_unlocked_key_opens_with_its_cookie_officer_and_login_only() -> None:
    cookie = bytes(range(32))
    sealed = envelope.seal_unlocked(KEY, cookie, officer=OFFICER, login=b"login")
    assert envelope.open_unlocked(sealed, cookie, officer=OFFICER, login=b"login") == KEY
    for other, officer, login in ((bytes(32), OFFICER, b"login"), (cookie, METHOD, b"login"), (cookie, OFFICER, b"l")):
        with pytest.raises(Damaged):
            envelope.open_unlocked(sealed, other, officer=officer, login=login)


def test_each_sealing_under_a_cookie_has_a_nonce_of_its_own() -> None:
    sealed = {envelope.seal_unlocked(KEY, bytes(32), officer=OFFICER, login=b"")[2:14] for _ in range(50)}
    assert len(sealed) == 50


def test_the_row_id_does_not_reveal_the_cookie() -> None:
    cookie = bytes(range(32))
    assert envelope.unlock_id(cookie) != envelope.unlock_id(bytes(32))
    assert envelope.unlock_id(cookie) not in (cookie, envelope.derive(cookie, "unlock"))


@pytest.mark.parametrize("cookie", [b"", bytes(31), bytes(64)])
def test_a_cookie_that_is_not_32_bytes_is_a_mistake(cookie: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        envelope.unlock_id(cookie)
    with pytest.raises(ValueError, match="32 bytes"):
        envelope.seal_unlocked(KEY, cookie, officer=OFFICER, login=b"")
