"""Every field is declared in SPEC.md: in clear, or sealed, hashed or a public key."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

SPEC = Path(__file__).resolve().parents[2] / "tipline" / "envelope" / "SPEC.md"
LISTED = re.compile(r"^- `(tipline_\w+\.\w+)`: (.+)$", re.MULTILINE)


def declared(title: str) -> dict[str, set[str]]:
    section = SPEC.read_text(encoding="utf-8").split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]
    return {name: {field.strip() for field in fields.split(",")} for name, fields in LISTED.findall(section)}


CLEAR = declared("Fields in clear")
COVERED = declared("Fields that are sealed, hashed or public keys")
MODELS = {
    model._meta.label: model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label.startswith("tipline_")
}


def fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_model_field_is_declared_once(label: str) -> None:
    clear, covered = CLEAR.get(label, set()), COVERED.get(label, set())
    assert not clear & covered
    assert fields(MODELS[label]) == clear | covered


@pytest.mark.parametrize("label", sorted(MODELS))
def test_no_free_text_is_in_clear(label: str) -> None:
    model = MODELS[label]
    texts = {f.name for f in model._meta.concrete_fields if isinstance(f, models.TextField)}
    assert not texts, "a free text has to be sealed bytes"


def test_every_listed_field_exists() -> None:
    assert set(CLEAR) | set(COVERED) <= set(MODELS)


def test_sealed_fields_hold_bytes() -> None:
    for label, names in COVERED.items():
        for name in names:
            field = MODELS[label]._meta.get_field(name)
            assert isinstance(field, models.BinaryField) or name in {"password", "session_key"}, f"{label}.{name}"
