"""Published vectors of the primitives, against the reference and against `cryptography`."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from tipline.envelope import derive
from tipline.envelope.context import ctx, extract
from tipline.envelope.hpke import KemKeyPair

from . import reference
from .vector_files import FOLDER


def published(name: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads((FOLDER / "primitives" / f"{name}.json").read_text(encoding="utf-8"))
    return [{k: bytes.fromhex(x) if isinstance(x, str) and k != "name" else x for k, x in v.items()} for v in vectors]


@pytest.mark.parametrize("vector", published("rfc5869_hkdf_sha256"), ids=lambda vector: vector["name"])
def test_hkdf_gives_what_rfc_5869_publishes(vector: dict[str, Any]) -> None:
    assert reference.hkdf_extract(vector["salt"], vector["ikm"]) == vector["prk"]
    assert reference.hkdf_expand(vector["prk"], vector["info"], vector["length"]) == vector["okm"]
    assert HKDFExpand(SHA256(), vector["length"], vector["info"]).derive(vector["prk"]) == vector["okm"]
    assert extract(vector["salt"], vector["ikm"]) == vector["prk"]


def test_derive_is_the_first_block_of_hkdf_expand() -> None:
    for vector in published("rfc5869_hkdf_sha256"):
        info = ctx("seal", vector["info"])
        expected = HKDFExpand(SHA256(), 32, info).derive(vector["prk"])
        assert derive(vector["prk"], "seal", vector["info"]) == expected
        assert reference.hkdf_expand(vector["prk"], info, 82)[:32] == expected


def test_argon2id_gives_what_rfc_9106_publishes() -> None:
    (v,) = published("rfc9106_argon2id")
    costs = {"length": v["length"], "iterations": v["passes"], "lanes": v["lanes"], "memory_cost": v["memory"]}
    argon = Argon2id(salt=v["salt"], ad=v["associated_data"], secret=v["secret"], **costs)
    assert argon.derive(v["password"]) == v["tag"]


def test_the_reference_key_schedule_gives_what_rfc_9180_publishes() -> None:
    (v,) = published("rfc9180_base")
    shared = reference.dhkem_decapsulate(v["skRm"], v["enc"])
    schedule = reference.key_schedule(v["kem_id"], v["aead_id"], shared, v["info"])
    assert shared == v["shared_secret"]
    assert schedule.context == v["key_schedule_context"]
    assert schedule.secret == v["secret"]
    assert (schedule.key, schedule.base_nonce) == (v["key"], v["base_nonce"])
    assert schedule.exporter_secret == v["exporter_secret"]
    assert AESGCM(schedule.key).encrypt(schedule.base_nonce, v["pt"], v["aad"]) == v["ct"]


def test_the_library_opens_under_the_key_that_rfc_9180_publishes() -> None:
    """Its single-shot API takes no AAD, so the ciphertext is made anew from the published key and nonce."""
    (v,) = published("rfc9180_base")
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    sealed = v["enc"] + AESGCM(v["key"]).encrypt(v["base_nonce"], v["pt"], b"")
    assert suite.decrypt(sealed, X25519PrivateKey.from_private_bytes(v["skRm"]), info=v["info"]) == v["pt"]


def test_x_wing_gives_what_its_draft_publishes() -> None:
    (v,) = published("xwing")
    assert reference.xwing_expand(v["seed"])[2] == v["pk"]
    assert reference.xwing_decapsulate(v["sk"], v["ct"]) == v["ss"]
    assert KemKeyPair(v["seed"]).public == b"\x01\x01" + v["pk"]


def test_x_wing_in_hpke_gives_what_the_draft_publishes() -> None:
    (v,) = published("hpke_xwing")
    shared = reference.xwing_decapsulate(v["skRm"], v["enc"])
    schedule = reference.key_schedule(v["kem_id"], v["aead_id"], shared, v["info"])
    assert shared == v["shared_secret"]
    assert (schedule.key, schedule.base_nonce) == (v["key"], v["base_nonce"])
    assert schedule.exporter_secret == v["exporter_secret"]
    assert ChaCha20Poly1305(schedule.key).encrypt(schedule.base_nonce, v["pt"], v["aad"]) == v["ct"]


def test_the_library_opens_under_the_key_that_the_hpke_draft_publishes() -> None:
    (v,) = published("hpke_xwing")
    mlkem, x25519, _ = reference.xwing_expand(v["skRm"])
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    sealed = v["enc"] + ChaCha20Poly1305(v["key"]).encrypt(v["base_nonce"], v["pt"], b"")
    assert isinstance(mlkem, MLKEM768PrivateKey)
    assert suite.decrypt(sealed, MLKEM768X25519PrivateKey(mlkem, x25519), info=v["info"]) == v["pt"]


def test_a_changed_published_vector_is_noticed() -> None:
    (v,) = published("xwing")
    altered = bytes((v["ct"][0] ^ 1,)) + v["ct"][1:]
    assert reference.xwing_decapsulate(v["sk"], altered) != v["ss"]
