"""A tip is found by its reference in whatever was typed or pasted."""

import pytest

from tests.builders import World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip
from tipline.tips.queries import find_by_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_department()
    Tip.objects.filter(pk=send_tip(world).tip.pk).update(reference="7K3M-AB0D")
    return world


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-AB0D", "7k3mab0d", "Ref 7K3M-AB0D", "Ref. 7K3M-AB0D.", "“7K3M-AB0D”", "• 7K3M – AB0D", "tip 7K3M ABOD",
        "7\u041a3\u041c-AB\u041eD", "we received 7K3M-AB0D today", "7K3M\u200b-AB0D",
    ],
)  # fmt: skip
def test_a_reference_is_found_in_typed_text(world: World, typed: str) -> None:
    assert find_by_reference(unlocked(world.ola), typed).reference == "7K3M-AB0D"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-AB0", "7K3M-AB0DE", "received", "\x00" * 16, "7K3M-AB0U"])
def test_another_reference_or_none_is_not_found(world: World, typed: str) -> None:
    with pytest.raises(TipNotFound):
        find_by_reference(unlocked(world.ola), typed)
