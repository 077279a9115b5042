"""Every message for residents, officers and programs is translated to Spanish."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from tests.web.catalog import Message, all_messages
from tipline.departments.catalogue import STANDARD_CATEGORIES

PLACEHOLDER = re.compile(r"%\([^)]+\)[a-z]|%%|<[^>]*>")


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return all_messages()


@pytest.fixture(scope="module")
def spanish() -> list[Entry]:
    with (Path(settings.LOCALE_PATHS[0]) / "es/LC_MESSAGES/django.po").open("rb") as file:
        return [entry for entry in read_po(file, locale="es") if entry.id]


def words(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_the_sources_contain_messages_of_every_kind(messages: list[Message]) -> None:
    residents = {"Send", "Weapons", "closed", "Type your receipt."}
    officers = {"Unlock", "(no text)", "in review", "suppressed"}
    ceremony = {"Step 1 of 4: the department", "Recovery secret"}
    assert residents | officers | ceremony <= {text for text in messages if isinstance(text, str)}
    assert any(isinstance(text, tuple) and "{{" not in text[0] and "minutes" in text[1] for text in messages)


def test_the_catalogue_contains_exactly_the_messages_of_the_sources(
    messages: list[Message], spanish: list[Entry]
) -> None:
    assert {tuple(words(entry.id)) for entry in spanish} == {tuple(words(text)) for text in messages}


def test_each_message_is_translated_to_spanish(spanish: list[Entry]) -> None:
    for entry in spanish:
        assert all(words(entry.string)), entry.id
        assert len(words(entry.string)) == len(words(entry.id)), entry.id
        assert not entry.fuzzy, entry.id


def test_each_placeholder_is_in_the_spanish_too(spanish: list[Entry]) -> None:
    for entry in spanish:
        for source, target in zip(words(entry.id), words(entry.string), strict=True):
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(target)), entry.id


def test_no_placeholder_contains_a_filter_which_would_render_empty(messages: list[Message]) -> None:
    placeholders = {found for message in messages for text in words(message) for found in PLACEHOLDER.findall(text)}
    assert not {found for found in placeholders if "|" in found}


def test_category_names_are_in_the_language_of_the_page() -> None:
    with override("es"):
        assert str(STANDARD_CATEGORIES["weapons"].name) == "Armas"
    with override("en"):
        assert str(STANDARD_CATEGORIES["weapons"].name) == "Weapons"
