"""The trail produces the bytes of the specification's vectors."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from tests.envelope.audit_trail import SERVICE
from tests.envelope.vector_files import Vector, load
from tipline.audit.chain import START, event_mac, link_digest
from tipline.audit.heads import Kind, read_heads
from tipline.audit.models import Event, Link
from tipline.keyring import key_folder, service_key
from tipline.keyring.anchor import HEADS
from tipline.operations import unsealed
from tipline.tips.integrity import record_arrival
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap
from tipline.tips.sealing import SealedRows

VECTORS = load("audit")


@pytest.fixture(autouse=True)
def _service_key(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.TIPLINE_KEYS_DIR = tmp_path
    service_key._mac_key.cache_clear()
    key_folder.create_hex(service_key.FILE, SERVICE)
    yield
    service_key._mac_key.cache_clear()


def of(what: str) -> list[Vector]:
    return [vector for vector in VECTORS if vector["what"] == what]


def event_of(facts: Vector) -> Event:
    ids = {name: UUID(facts[name]) if facts[name] else None for name in ("department", "actor", "about")}
    return Event(
        public_id=UUID(facts["id"]),
        at=datetime.fromisoformat(facts["at"]),
        action=facts["action"],
        subjects=facts["subjects"],
        detail=facts["detail"],
        **ids,
    )


def test_events_and_links() -> None:
    previous = START
    for vector in of("event"):
        event = event_of(vector["event"])
        event.mac = event_mac(service_key.mac, event)
        assert event.mac.hex() == vector["mark"]
        link = Link(position=vector["position"], batch=vector["batch"], event=event)
        previous = link_digest(service_key.mac, previous, link)
        assert previous.hex() == vector["link"]


def test_lines_of_the_file_of_heads() -> None:
    for vector in of("line"):
        HEADS.append(vector["line"])
    heads = list(read_heads(HEADS, service_key.mac))
    assert [head.kind for head in heads] == [Kind.SIGNED, Kind.RESTORE]
    assert hmac.compare_digest(heads[0].digest.hex(), of("event")[0]["link"])


def test_the_file_of_unsealed_arrivals() -> None:
    text = of("unsealed")[0]["file"]
    key_folder.replace_text(unsealed.FILE, text)
    arrivals = unsealed.read()
    assert len(arrivals) == 1
    unsealed.write(arrivals)
    assert key_folder.read_text(unsealed.FILE) == text


def test_the_mac_of_a_tip() -> None:
    [vector] = of("tip")
    box = vector["mailbox"]
    tip = Tip(
        pk=UUID(vector["tip"]),
        department_id=UUID(vector["department"]),
        reference=vector["reference"],
        channel=vector["channel"],
        sealed_by=vector["sealed_by"],
        has_contact=vector["has_contact"],
        category_id=UUID(vector["arrival"]["category"]),
        language="es",
        life_safety=True,
    )
    sealed = {name: bytes.fromhex(vector[name][1]) for name in ("headline", "body", "contact")}
    ids = {f"{name}_id": UUID(vector[name][0]) for name in ("headline", "body", "contact")}
    rows = SealedRows(
        content=TipContent(tip=tip, **sealed, **ids),
        mailbox=Mailbox(
            tip=tip,
            lookup_hash=bytes.fromhex(box["lookup_hash"]),
            resident_public=bytes.fromhex(box["resident_public"]),
            key_id=UUID(box["key_id"]),
            key_for_units=bytes.fromhex(box["key_for_units"]),
        ),
        wraps=[
            TipWrap(
                tip=tip,
                kind=wrap["kind"],
                unit_id=UUID(wrap["unit"]),
                unit_kid=bytes.fromhex(wrap["kid"]),
                wrapped=bytes.fromhex(wrap["wrapped"]),
            )
            for wrap in vector["wraps"]
        ],
    )
    record_arrival(tip, rows)
    assert rows.content.arrival == vector["arrival"]
    assert bytes(rows.content.mac).hex() == vector["mark"]
