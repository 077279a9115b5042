"""Widgets that render themselves escape what was typed."""

from __future__ import annotations

from html import unescape

import pytest

from tests.faults.hostile import MARKUP
from tipline.desk.forms.widgets import Hidden, OneOf, Writing

CHOICES = [("", "—"), ("spam", "spam"), ("<b>", "<i>prank</i>")]


def test_markup_stays_inside_the_field() -> None:
    drawn = Writing(3).render("text", MARKUP, {"id": "note_text"})
    assert drawn.count("<") == 2
    inside = drawn.partition(">\n")[2].removesuffix("</textarea>")
    assert unescape(inside) == MARKUP
    assert Hidden().render("version", MARKUP).count("<") == 1


@pytest.mark.parametrize("typed", ["", "one line", "\nan empty line first", "two\nlines\n"])
def test_a_browser_reads_back_what_was_typed(typed: str) -> None:
    drawn = Writing(3).render("text", typed)
    inside = drawn.partition(">")[2].removesuffix("</textarea>")
    # HTML (13.2.6.4.7): a line feed that follows the start tag of a textarea is ignored.
    assert inside.removeprefix("\n") == typed


@pytest.mark.parametrize(("value", "chosen"), [(None, ""), ("", ""), ("spam", "spam"), ("<b>", "&lt;b&gt;")])
def test_one_choice_is_selected_and_none_is_markup(value: str | None, chosen: str) -> None:
    drawn = OneOf(choices=CHOICES).render("outcome", value, {"aria-invalid": "true"})
    assert drawn.count(" selected") == 1
    assert f'<option value="{chosen}" selected>' in drawn
    assert drawn.startswith('<select aria-invalid="true" name="outcome">')
    assert "<i>" not in drawn


def test_a_value_that_is_not_among_the_choices_selects_none() -> None:
    assert " selected" not in OneOf(choices=CHOICES).render("outcome", "gone")
