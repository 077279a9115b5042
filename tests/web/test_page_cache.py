"""Pages that are rendered once: what is put into them is escaped, belongs to one visitor, and follows the settings."""

import pytest
from django.test import Client

from tests.builders import make_department
from tipline.routing.configuration import configuration
from tipline.web.page_cache import render_cached

pytestmark = pytest.mark.django_db


def test_hostile_form_values_are_escaped_and_not_cached() -> None:
    make_department()
    typed = {"category": "weapons", "form": '"><script>canary</script>'}
    page = Client().post("/en/riverton/tip/", typed).content.decode()
    assert "&quot;&gt;&lt;script&gt;canary" in page
    assert "<script>canary" not in page
    assert "canary" not in Client().post("/en/riverton/tip/", {"category": "weapons"}).content.decode()


def test_a_page_is_rendered_once_for_each_key() -> None:
    make_department()
    found, rendered = configuration("riverton"), []
    assert found is not None
    for key in ("a", "a", "b"):
        text = render_cached(found, key, {"token": "1"}, lambda values: rendered.append(1) or f"<{values['token']}>")
        assert text == "<1>"
    assert len(rendered) == 2
