"""Pages that are drawn once: what is put into them is escaped, belongs to one visitor, and follows the settings."""

import pytest
from django.test import Client

from tests.builders import make_department
from tipline.routing.configuration import configuration
from tipline.web.drawing import put_in

pytestmark = pytest.mark.django_db


def test_a_hostile_form_is_escaped_and_is_not_there_for_the_next() -> None:
    make_department()
    typed = {"category": "weapons", "form": '"><script>canary</script>'}
    page = Client().post("/en/riverton/tip/", typed).content.decode()
    assert "&quot;&gt;&lt;script&gt;canary" in page
    assert "<script>canary" not in page
    assert "canary" not in Client().post("/en/riverton/tip/", {"category": "weapons"}).content.decode()


def test_a_page_is_drawn_once_for_each_kind() -> None:
    make_department()
    found, drawn = configuration("riverton"), []
    assert found is not None
    for kind in ("a", "a", "b"):
        text = put_in(found, kind, {"seed": "1"}, lambda marks: drawn.append(1) or f"<{marks['seed']}>")
        assert text == "<1>"
    assert len(drawn) == 2
