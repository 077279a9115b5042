"""What an officer would send for each action on a tip, from its form's fields."""

from __future__ import annotations

from uuid import UUID

from tests.builders import World
from tipline.desk.actions import Action
from tipline.desk.forms.widgets import Writing

CHOICES = {"to_status": "in_review", "disposition": "unfounded"}
NOBODY = UUID(int=4)


def fields_of(action: Action, world: World, words: str = "Patrol drove by.") -> dict[str, str]:
    """Return fields that the action's form takes; the action itself may refuse them."""
    chosen = ids_in(world) | CHOICES
    return {
        "version": "1",
        **{
            name: words if isinstance(field.widget, Writing) else chosen.get(name, str(NOBODY))
            for name, field in action.form.base_fields.items()
            if name != "version"
        },
    }


def ids_in(world: World) -> dict[str, str]:
    """Return what the department has to choose from, by the name of the field."""
    tag = world.department.tags.first()
    chosen = {"officer_id": world.ola, "to_unit_id": world.assessment, "unit_ids": world.oversight}
    return {name: str(row.pk) for name, row in chosen.items()} | ({"tag_id": str(tag.pk)} if tag else {})
