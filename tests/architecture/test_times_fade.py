"""Every time of a tip fades, or it says here why not."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from tipline.retention.actions import fading_models
from tipline.tips.models import Fading, Tip

DOES_NOT_FADE: dict[str, str] = {}
"""By "model.field": why it stays exact. Nothing does."""


def is_of_a_tip(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Tell whether foreign keys lead from the model to a tip, through however many others."""
    related = {field.related_model for field in model._meta.concrete_fields if field.related_model}
    return model is Tip or any(is_of_a_tip(other, seen | {model}) for other in related - seen - {model})


OF_A_TIP = [model for model in apps.get_models() if is_of_a_tip(model)]


def times_of(model: type[models.Model]) -> set[str]:
    moments = (models.DateField, models.TimeField)  # A DateTimeField is a DateField.
    return {field.name for field in model._meta.concrete_fields if isinstance(field, moments)}


@pytest.mark.parametrize("model", OF_A_TIP, ids=lambda model: model.__name__)
def test_every_time_of_a_tip_fades_or_is_declared_not_to(model: type[models.Model]) -> None:
    fading = set(model.TIMES) if issubclass(model, Fading) else set()
    kept = {name for name in times_of(model) if f"{model.__name__}.{name}" in DOES_NOT_FADE}
    assert times_of(model) == fading | kept
    assert not fading & kept


def test_the_models_of_a_tip_are_found() -> None:
    assert {"Tip", "TipContent", "TipWrap", "History", "Note", "Escalation"} <= {model.__name__ for model in OF_A_TIP}


@pytest.mark.parametrize("model", fading_models(), ids=lambda model: model.__name__)
def test_what_fades_is_of_a_tip_and_says_how_exact_it_is(model: type[Fading]) -> None:
    assert model in OF_A_TIP
    assert isinstance(model._meta.get_field(model.PRECISION), models.PositiveSmallIntegerField)
    # The way to the tip holds: a look-up along it is valid.
    assert model._default_manager.filter(**{f"{model.TO_TIP}oversight": True}).query
