"""Everything that a resident can read is there in Spanish."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from tests.web.catalog import Message, resident_messages
from tipline.departments.catalogue import STANDARD_CATEGORIES

PLACEHOLDER = re.compile(r"%\([a-z]+\)[sd]|%%|<[^>]*>")


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with (Path(settings.LOCALE_PATHS[0]) / "es/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="es")


def words(text: Message | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_the_sources_hold_messages_of_pages_forms_and_categories() -> None:
    found = resident_messages()
    assert len(found) > 150
    assert {"Send", "Weapons", "closed", "Type your receipt."} <= {text for text in found if isinstance(text, str)}
    assert any(isinstance(text, tuple) and "{{" not in text[0] and "minutes" in text[1] for text in found)


def test_each_message_has_its_spanish(spanish: Catalog) -> None:
    for message in resident_messages():
        entry = spanish.get(words(message)[0])
        assert entry is not None, message
        assert not entry.fuzzy, message
        assert all(words(entry.string)), message
        assert len(words(entry.string)) == len(words(message)), message


def test_each_placeholder_stands_in_the_spanish_as_well(spanish: Catalog) -> None:
    for message in resident_messages():
        entry = spanish.get(words(message)[0])
        assert entry is not None
        for source, target in zip(words(message), words(entry.string), strict=True):
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(target)), message


def test_a_category_is_named_in_the_language_of_the_page() -> None:
    with override("es"):
        assert str(STANDARD_CATEGORIES["weapons"].name) == "Armas"
    with override("en"):
        assert str(STANDARD_CATEGORIES["weapons"].name) == "Weapons"
