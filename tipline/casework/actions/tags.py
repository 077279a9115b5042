"""Tags of the department's vocabulary, and their place on a tip."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.casework.errors import TagNotThere
from tipline.casework.models import Tag, TipTag
from tipline.departments.errors import NotYours
from tipline.departments.invalidation import count_vocabulary_change
from tipline.departments.models import Department, Officer
from tipline.departments.roles import ADMINISTRATOR, SUPERVISOR, has_role
from tipline.keyring.unlocked import Unlocked
from tipline.text import has_visible, skeleton
from tipline.tips.actions import NOTHING, acting_on, advance
from tipline.tips.models import History


def add_tag(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, tag_id: UUID, at: datetime) -> int:
    """Put a tag on a tip; one that is there already stays. Returns the tip's version.

    Raises TipNotFound, StaleTip, TagNotThere.
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tag = Tag.objects.filter(pk=tag_id, department=handling.department_id, active=True).first()
        if tag is None:
            raise TagNotThere
        _row, added = TipTag.objects.get_or_create(handling=handling, tag=tag)
        if added:
            advance(
                handling=handling,
                action=History.Action.TAGGED,
                actor=unlocked.officer,
                at=at,
                subjects=[tag.pk],
            )
        return handling.version


def remove_tag(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, tag_id: UUID, at: datetime) -> int:
    """Take a tag off a tip; one that is off already stays so. Returns the tip's version.

    Raises TipNotFound, StaleTip, TagNotThere.
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        if not Tag.objects.filter(pk=tag_id, department=handling.department_id).exists():
            raise TagNotThere
        removed, _ = handling.tip_tags.filter(tag=tag_id).delete()
        if removed:
            advance(
                handling=handling,
                action=History.Action.UNTAGGED,
                actor=unlocked.officer,
                at=at,
                subjects=[tag_id],
            )
        return handling.version


def is_there(label: str, department: Department, but: Tag | None = None) -> bool:
    """Tell whether the vocabulary has a tag that looks like this one, beside `but`."""
    others = Tag.objects.filter(department=department).values_list("pk", "label")
    return skeleton(label) in {skeleton(other) for pk, other in others if but is None or pk != but.pk}


def create_tag(*, department: Department, label: str, actor: Officer, at: datetime) -> Tag:
    """Add a word to the department's vocabulary. Raises NotYours, ValidationError on a label that is there or blank."""
    return _save(Tag(department=department, label=label.strip()), actor, at)


def change_tag(*, tag: Tag, label: str, active: bool, actor: Officer, at: datetime) -> Tag:
    """Reword a tag, retire it or offer it again. Raises NotYours, ValidationError on a label that is there or blank."""
    tag.label, tag.active = label.strip(), active
    return _save(tag, actor, at)


def _save(tag: Tag, actor: Officer, at: datetime) -> Tag:
    if actor.department_id != tag.department_id or not actor.is_active:
        raise NotYours
    if not has_role(actor, ADMINISTRATOR, SUPERVISOR):
        raise NotYours
    tag.full_clean()
    if not has_visible(tag.label):
        raise ValidationError({"label": tag._meta.get_field("label").error_messages["blank"]})
    if is_there(tag.label, tag.department, tag):
        raise ValidationError({"label": _("This tag is there already.")})
    with transaction.atomic():
        tag.save()
        count_vocabulary_change(tag.department_id)
        record(action=Event.Action.TAG_CHANGED, actor=actor.pk, department=tag.department_id, subjects=[tag.pk], at=at)
    return tag
