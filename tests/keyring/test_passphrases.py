"""Generated passphrases, and which own passphrases are refused."""

from __future__ import annotations

import pytest

from tests.builders import PASSWORD
from tipline.departments.models import Officer
from tipline.keyring import passphrases
from tipline.keyring.errors import WeakPassphrase
from tipline.keyring.passphrases import check, generate


def officer() -> Officer:
    made = Officer(username="bartholomew.abernathy", first_name="Bartholomew", last_name="Abernathy")
    made.set_password(PASSWORD)
    return made


def test_a_generated_passphrase_is_six_words_of_the_long_list() -> None:
    drawn = [generate().split(" ") for _ in range(50)]
    assert {len(words) for words in drawn} == {6}
    assert {word for words in drawn for word in words} <= set(passphrases._words())
    assert len({tuple(words) for words in drawn}) == 50


def test_the_list_is_the_one_on_which_the_strength_is_based() -> None:
    assert len(set(passphrases._words())) == 7776
    assert {"abacus", "yo-yo", "zoom"} <= set(passphrases._words())


def test_another_word_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xkcdpass.xkcd_password.generate_wordlist", lambda *_, **__: ["one", "two"])
    with pytest.raises(RuntimeError):
        passphrases._words.__wrapped__()


def test_words_are_drawn_from_the_systems_random_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.choice", lambda words: words[0])
    assert len(set(generate().split(" "))) == 1


def test_generated_words_and_a_long_sentence_are_accepted() -> None:
    check(generate(), officer())
    check("the heron stood where my uncle lost his boat", officer())


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "gravel lantern",
        "gravel   lantern      ",
        "x" * 40,
        "abcdefgh" * 5,
        "password12345 password12345",
        "bartholomew abernathy",
        PASSWORD,
        f"  {PASSWORD} ",
        "w" * 1025,
    ],
)
def test_a_weak_passphrase_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check(weak, officer())
    assert str(caught.value)
