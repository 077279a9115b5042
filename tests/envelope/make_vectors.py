"""Writes the vectors in tests/envelope/vectors/, once: `python -m tests.envelope.make_vectors`.

A file that exists is never written again. The script says whether the code still gives the same bytes; a difference
means that the format changed (SPEC.md section 14), not that the vectors are old.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator

from tipline import envelope
from tipline.envelope import codes, content, context, padding, search, stream, unlock, wraps
from tipline.envelope.receipt import proof_digest

from .audit_trail import audit
from .inside import inside
from .key_log import key_log, key_log_refused
from .tampering import tampered, tampered_files
from .vector_files import (
    FOLDER,
    Vector,
    content_key,
    fixed_bytes,
    grant_context_of,
    header_of,
    hexed,
    holder_of,
    load,
    search_context_of,
    wrap_context_of,
)

CHEAP = envelope.Argon2Cost(memory=64, passes=1, lanes=1)
FILE_LENGTHS = (0, 1, 1000, 65535, 65536, 65537, 200000)


def derivations() -> list[Vector]:
    key, fields = fixed_bytes("derive key", 32), [b"", b"a", fixed_bytes("field", 300)]
    return [
        {
            "label": label,
            "key": key.hex(),
            "fields": [field.hex() for field in chosen],
            "ctx": envelope.ctx(label, *chosen).hex(),
            "derived": envelope.derive(key, label, *chosen).hex(),
            "extracted": context.extract(envelope.ctx(label, *chosen), key).hex(),
        }
        for label in ("seal", "commit", "unit hold", "a label with spaces")
        for chosen in ([], fields[:1], fields[1:2], [b"ab", b"c"], [b"a", b"bc"], fields)
    ]


def keys() -> list[Vector]:
    officer, unit = envelope.OfficerKey(fixed_bytes("officer", 32)), envelope.UnitKey(fixed_bytes("unit", 32))
    recovery, service = envelope.RecoveryKey(fixed_bytes("recovery", 32)), envelope.ServiceKey(fixed_bytes("s", 32))
    both = [
        {
            "kind": kind,
            "secret": key.secret.hex(),
            "kem_seed": key.kem_seed.hex(),
            "kem_public": key.kem_public.hex(),
            "kid": key.kid.hex(),
            "sign_public": key.sign_public.hex(),
            "sign_kid": envelope.key_id(key.sign_public).hex(),
        }
        for kind, key in (("officer", officer), ("recovery", recovery))
    ]
    return [
        *both,
        {
            "kind": "unit",
            "secret": unit.secret.hex(),
            "kem_seed": unit.kem_seed.hex(),
            "kem_public": unit.kem_public.hex(),
            "kid": unit.kid.hex(),
            "hold_key": unit.hold_key.hex(),
        },
        {"kind": "service", "secret": service.secret.hex(), "sign_public": service.sign_public.hex()},
    ]


def paddings() -> list[Vector]:
    lengths = [*range(70), 251, 252, 507, 508, 509, 1019, 1020, 1021, 1500, 4093, 10000, 65531, 65533, 1000000]
    classes = [padding.PaddingClass(512, fixed=False), padding.PaddingClass(1024, fixed=False)]
    growing = [
        {"size": c.size, "fixed": False, "length": length, "padded": c.padded_length(length)}
        for c in classes
        for length in lengths
        if length >= 251
    ]
    exact = [
        {
            "size": 64,
            "fixed": True,
            "data": data.hex(),
            "bytes": padding.pad(data, padding.PaddingClass(64, True)).hex(),
        }
        for data in (b"", b"a", b"\x00\x00", fixed_bytes("padding", 60))
    ]
    return [*({"padme": length, "padded": padding.padme(length)} for length in lengths), *growing, *exact]


def contents() -> list[Vector]:
    texts = {
        1: "Car outside the station",
        4: "",
        5: "k" * 32,
        6: "é" * 400,
        10: "photo.jpg",
        15: "k" * 32,
        16: "k" * 36,
    }
    vectors = []
    for purpose in sorted(content.PADDING):
        w, text = content_key(int(purpose)), texts.get(int(purpose), f"text of purpose {int(purpose)}").encode()
        salt = fixed_bytes(f"salt {int(purpose)}", 16)
        sealed = content._seal(bytes.fromhex(w["key"]), text, header_of(w), salt)
        name = purpose.name.lower()
        vectors.append(
            {"name": name, "structure": "content", "with": w, "salt": salt.hex(), "sealed": sealed.hex()}
            | {"opens_to": text.hex()}
        )
    return vectors


def sealed_file(length: int) -> bytes:
    """The sealed file of this length that the vectors speak of: its data is fixed_bytes("file", length)."""
    w, salt = content_key(9), fixed_bytes("file salt", 16)
    data = fixed_bytes("file", length)
    return b"".join(stream._seal_chunks(bytes.fromhex(w["key"]), [data], header_of(w), salt))


def files() -> list[Vector]:
    return [
        {
            "length": length,
            "data_sha256": hashlib.sha256(fixed_bytes("file", length)).hexdigest(),
            "with": content_key(9) | {"length": length},
            "salt": hexed("file salt", 16),
            "sealed_length": len(sealed_file(length)),
            "sealed_sha256": hashlib.sha256(sealed_file(length)).hexdigest(),
        }
        | ({"sealed": sealed_file(length).hex()} if length < 1000 else {})
        for length in FILE_LENGTHS
    ]


def wrap_with(kind: str) -> Vector:
    unit = envelope.UnitKey(fixed_bytes("unit", 32))
    ids = {"tip": hexed("tip", 16), "unit_id": hexed("unit id", 16), "unit_kid": unit.kid.hex()}
    return {"secret": unit.secret.hex(), "kind": kind, "epoch": 1, **ids}


def held_wraps() -> list[Vector]:
    vectors = []
    for kind, length in wraps.KEY_LENGTHS.items():
        w, key, nonce = wrap_with(kind), fixed_bytes(f"{kind} key", length), fixed_bytes(f"{kind} nonce", 12)
        sealed = wraps._seal_held_wrap(envelope.UnitKey(bytes.fromhex(w["secret"])), key, wrap_context_of(w), nonce)
        vectors.append(
            {"name": f"held {kind}", "structure": "wrap", "with": w, "nonce": nonce.hex(), "sealed": sealed.hex()}
            | {"opens_to": key.hex()}
        )
    return vectors


def search_copies() -> list[Vector]:
    unit = envelope.UnitKey(fixed_bytes("unit", 32))
    vectors = []
    for version, length in ((1, 40), (7, 3000)):
        w = {name: value for name, value in wrap_with("case").items() if name != "kind"} | {"version": version}
        content, nonce = b"\x01" + fixed_bytes("folded", length), fixed_bytes(f"search nonce {version}", 12)
        sealed = search._seal_search(unit, content, search_context_of(w), version, nonce)
        vectors.append({"name": f"search copy, version {version}", "structure": "search", "with": w})
        vectors[-1] |= {"nonce": nonce.hex(), "sealed": sealed.hex(), "opens_to": content.hex()}
    return vectors


def unlocks() -> list[Vector]:
    key, officer = envelope.OfficerKey(fixed_bytes("officer", 32)), fixed_bytes("officer id", 16)
    method, salt, nonce = fixed_bytes("method", 16), fixed_bytes("unlock salt", 16), fixed_bytes("unlock nonce", 12)
    vectors: list[Vector] = []
    for name, cost in (("cheap", CHEAP), ("standard", envelope.STANDARD_COST)):
        typed = "  correct  horse battery staple orbit lamp "
        sealed = unlock._wrap(key, typed, officer=officer, method=method, cost=cost, salt=salt, nonce=nonce)
        minimum = [cost.memory, cost.passes, cost.lanes]
        w = {"passphrase": typed, "officer": officer.hex(), "method": method.hex(), "minimum": minimum}
        vectors.append({"name": f"passphrase, {name}", "structure": "passphrase", "with": w, "sealed": sealed.hex()})
    cookie, login = fixed_bytes("cookie", 32), fixed_bytes("login", 16)
    sealed = unlock._seal_unlocked(key, cookie, officer, login, nonce)
    w = {"cookie": cookie.hex(), "officer": officer.hex(), "login": login.hex(), "row": unlock.unlock_id(cookie).hex()}
    vectors.append({"name": "unlocked", "structure": "unlocked", "with": w, "sealed": sealed.hex()})
    return [vector | {"opens_to": key.secret.hex()} for vector in vectors]


def receipts() -> list[Vector]:
    department, form = fixed_bytes("department", 16), fixed_bytes("form id", 32)
    receipt_key = fixed_bytes("form key", 32)
    given = {"zeros": envelope.Receipt(0), "ones": envelope.Receipt(2**130 - 1)}
    given |= {"of a form": envelope.Receipt.from_form(receipt_key, form, department)}
    given |= {"random": envelope.Receipt(int.from_bytes(fixed_bytes("receipt", 17), "big") >> 6)}
    vectors = []
    for name, receipt in given.items():
        derived = receipt.secrets(department)
        vectors.append(
            {
                "name": name,
                "form_key": receipt_key.hex(),
                "form_id": form.hex(),
                "department": department.hex(),
                "text": receipt.text,
                "lookup": derived.lookup.hex(),
                "lookup_hash": derived.lookup_hash.hex(),
                "kem_seed": derived.kem_seed.hex(),
                "resident_kid": derived.resident_kid.hex(),
                "mailbox_key": derived.mailbox_key(fixed_bytes("tip", 16)).hex(),
                "proof": derived.proof.hex(),
                "proof_mark": proof_digest(derived.proof, fixed_bytes("tip", 16), [b"one", b"two"]).hex(),
            }
        )
    return vectors


def typed_codes() -> list[Vector]:
    officer, secret = envelope.OfficerKey(fixed_bytes("officer", 32)), fixed_bytes("recovery", 32)
    enrolled = {"officer": fixed_bytes("officer id", 16)}
    enrolled |= {"kem_public": officer.kem_public, "sign_public": officer.sign_public}
    form = {"form_id": hexed("form id", 32), "content": b"text".hex()}
    digests = {
        "form_mark": envelope.form_digest(fixed_bytes("form id", 32)).hex(),
        "text_mark": envelope.text_digest(fixed_bytes("form id", 32), b"text").hex(),
    }
    checked = [
        {"data": data, "block": b, "text": codes.with_checksum(data, b)} for data in ("0", "7ZQ") for b in (0, 3)
    ]
    return [
        {name: value.hex() for name, value in enrolled.items()}
        | {"admission_code": envelope.admission_code(**enrolled)},
        {"secret": secret.hex(), "recovery_code": envelope.recovery_code(secret)},
        {"secret": "ff" * 32, "recovery_code": envelope.recovery_code(b"\xff" * 32)},
        form | digests,
        *checked,
    ]


def signatures() -> list[Vector]:
    officer, service = envelope.OfficerKey(fixed_bytes("officer", 32)), envelope.ServiceKey(fixed_bytes("s", 32))
    vectors = []
    for purpose in sorted(envelope.signing.PURPOSES):
        for name, key in (("officer", officer), ("service", service)):
            w = {"public": key.sign_public.hex(), "purpose": purpose, "fields": [b"ab".hex(), b"c".hex()]}
            sealed = key.sign(purpose, b"ab", b"c").hex()
            vectors.append({"name": f"{purpose}, {name}", "structure": "signature", "with": w, "sealed": sealed})
    return [vector | {"opens_to": "verified"} for vector in vectors]


def openings() -> list[Vector]:
    """What has randomness that cannot be fixed: made once, opened ever after."""
    vectors: list[Vector] = []
    for kind, length in wraps.KEY_LENGTHS.items():
        w, key = wrap_with(kind), fixed_bytes(f"{kind} key", length)
        unit = envelope.UnitKey(bytes.fromhex(w["secret"]))
        sealed = envelope.seal_wrap(unit.kem_public, key, wrap_context_of(w))
        vectors.append({"name": f"sealed {kind}", "structure": "wrap", "with": w, "sealed": sealed.hex()})
        vectors[-1]["opens_to"] = key.hex()
    unit = envelope.UnitKey(fixed_bytes("unit", 32))
    for holder in ("officer", "recovery"):
        w = {"secret": hexed(holder, 32), "holder": holder, "department": hexed("department", 16)}
        w |= {"unit_id": hexed("unit id", 16), "unit_kid": unit.kid.hex(), "holder_id": hexed(f"{holder} id", 16)}
        w["holder_kid"] = holder_of(w).kid.hex()
        sealed = envelope.seal_grant(holder_of(w).kem_public, unit, grant_context_of(w))
        vectors.append({"name": f"grant, {holder}", "structure": "grant", "with": w, "sealed": sealed.hex()})
        vectors[-1]["opens_to"] = unit.secret.hex()
    return [*vectors, *_sealed_keys()]


def _sealed_keys() -> Iterator[Vector]:
    key, tip = fixed_bytes("mailbox key", 32), fixed_bytes("tip", 16)
    receipt_key, form = fixed_bytes("form key", 32), fixed_bytes("form id", 32)
    resident = envelope.Receipt.from_form(receipt_key, form, fixed_bytes("department", 16))
    derived = resident.secrets(fixed_bytes("department", 16))
    sealed = envelope.seal_mailbox_key(derived.resident_public, key, tip=tip, epoch=2)
    w: Vector = {"seed": derived.kem_seed.hex(), "tip": tip.hex(), "epoch": 2}
    yield {"name": "mailbox key", "structure": "mailbox", "with": w, "sealed": sealed.hex(), "opens_to": key.hex()}
    officer, grant = envelope.OfficerKey(fixed_bytes("officer", 32)), fixed_bytes("grant", 16)
    w = {"secret": officer.secret.hex(), "grant": grant.hex(), "tip": tip.hex(), "not_after": 1900000000}
    sealed = wraps.seal_identity_key(officer.kem_public, key, grant=grant, tip=tip, not_after=1900000000)
    yield {"name": "identity key", "structure": "identity", "with": w, "sealed": sealed.hex(), "opens_to": key.hex()}


DETERMINISTIC: dict[str, Callable[[], list[Vector]]] = {
    "derivations": derivations,
    "keys": keys,
    "padding": paddings,
    "content": contents,
    "files": files,
    "held": held_wraps,
    "search": search_copies,
    "unlock": unlocks,
    "receipts": receipts,
    "codes": typed_codes,
    "signatures": signatures,
    "inside": inside,
    "key_log": key_log,
    "key_log_refused": key_log_refused,
    "audit": audit,
}
ONCE: dict[str, Callable[[], list[Vector]]] = {
    "opening": openings,
    "tampered": tampered,
    "tampered_files": tampered_files,
}


def main() -> int:
    """Write what is missing; report what no longer agrees."""
    differing = []
    for name, make in (DETERMINISTIC | ONCE).items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(make(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        elif name in DETERMINISTIC and make() != load(name):
            differing.append(name)
    sys.stdout.write(f"no longer the same: {', '.join(differing)}\n" if differing else "all the same\n")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
