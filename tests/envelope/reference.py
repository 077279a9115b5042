"""A second implementation of the format, written from SPEC.md and the RFCs without the package."""

import hashlib
import hmac
import json
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEM_XWING, KEM_X25519 = 0x647A, 0x0020
KDF_SHA256 = 0x0001
AES_128, AES_256, CHACHA = 0x0001, 0x0002, 0x0003
KEY_LENGTHS = {AES_128: 16, AES_256: 32, CHACHA: 32}
CHUNK = 65536


class RefusedError(Exception):
    """The bytes are not what the specification allows."""


class Schedule(NamedTuple):
    """What RFC 9180 section 5.1 derives in base mode."""

    context: bytes
    secret: bytes
    key: bytes
    base_nonce: bytes
    exporter_secret: bytes


# RFC 5869


def hkdf_extract(salt: bytes, material: bytes) -> bytes:
    return hmac.new(salt or bytes(32), material, hashlib.sha256).digest()


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        output, counter = output + block, counter + 1
    return output[:length]


# X-Wing (draft-connolly-cfrg-xwing-kem, sections 5.2 to 5.5)


def xwing_expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey, bytes]:
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    return mlkem, x25519, mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def xwing_combine(mlkem_secret: bytes, x25519_secret: bytes, x25519_ct: bytes, x25519_pk: bytes) -> bytes:
    label = bytes.fromhex("5c2e2f2f5e5c")
    return hashlib.sha3_256(mlkem_secret + x25519_secret + x25519_ct + x25519_pk + label).digest()


def xwing_decapsulate(seed: bytes, encapsulated: bytes) -> bytes:
    mlkem, x25519, public = xwing_expand(seed)
    mlkem_ct, x25519_ct = encapsulated[:1088], encapsulated[1088:]
    x25519_secret = x25519.exchange(X25519PublicKey.from_public_bytes(x25519_ct))
    return xwing_combine(mlkem.decapsulate(mlkem_ct), x25519_secret, x25519_ct, public[1184:])


def xwing_encapsulate(public: bytes) -> tuple[bytes, bytes]:
    mlkem_secret, mlkem_ct = MLKEM768PublicKey.from_public_bytes(public[:1184]).encapsulate()
    ephemeral = X25519PrivateKey.generate()
    x25519_ct = ephemeral.public_key().public_bytes_raw()
    x25519_secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(public[1184:]))
    return xwing_combine(mlkem_secret, x25519_secret, x25519_ct, public[1184:]), mlkem_ct + x25519_ct


# RFC 9180


def labeled_extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hkdf_extract(salt, b"HPKE-v1" + suite + label + material)


def labeled_expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def dhkem_decapsulate(private: bytes, encapsulated: bytes) -> bytes:
    """Section 4.1, DHKEM(X25519, HKDF-SHA256): only to check the key schedule against the RFC's own vector."""
    key = X25519PrivateKey.from_private_bytes(private)
    exchanged = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    suite = b"KEM" + KEM_X25519.to_bytes(2, "big")
    extracted = labeled_extract(suite, b"", b"eae_prk", exchanged)
    context = encapsulated + key.public_key().public_bytes_raw()
    return labeled_expand(suite, extracted, b"shared_secret", context, 32)


def key_schedule(kem: int, aead: int, shared_secret: bytes, info: bytes) -> Schedule:
    """Section 5.1, base mode: psk and psk_id are empty."""
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (kem, KDF_SHA256, aead))
    psk_id_hash = labeled_extract(suite, b"", b"psk_id_hash", b"")
    info_hash = labeled_extract(suite, b"", b"info_hash", info)
    context = b"\x00" + psk_id_hash + info_hash
    secret = labeled_extract(suite, shared_secret, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, KEY_LENGTHS[aead])
    base_nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return Schedule(context, secret, key, base_nonce, labeled_expand(suite, secret, b"exp", context, 32))


def hpke_open(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """Single shot, base mode, X-Wing, HKDF-SHA256, AES-256-GCM, no AAD."""
    schedule = key_schedule(KEM_XWING, AES_256, xwing_decapsulate(seed, sealed[:1120]), info)
    return gcm_open(schedule.key, schedule.base_nonce, sealed[1120:], b"")


def hpke_seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    shared, encapsulated = xwing_encapsulate(public)
    schedule = key_schedule(KEM_XWING, AES_256, shared, info)
    return encapsulated + AESGCM(schedule.key).encrypt(schedule.base_nonce, plaintext, b"")


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise RefusedError("tag") from None


# SPEC.md section 2 and 3


def context(label: str, *fields: bytes) -> bytes:
    text = b"tipline/1 " + label.encode() + b"\x00"
    for field in fields:
        text += len(field).to_bytes(2, "big") + field
    return text


def derive(key: bytes, label: str, *fields: bytes) -> bytes:
    return hkdf_expand(key, context(label, *fields), 32)


def kid(stored_public: bytes) -> bytes:
    return hashlib.sha256(context("key id", stored_public[1:2], stored_public[2:])).digest()[:16]


# SPEC.md section 7


def padme(length: int) -> int:
    if length < 2:
        return length
    exponent = math.floor(math.log2(length))
    step = 1 << (exponent - math.floor(math.log2(exponent)) - 1)
    return math.ceil(length / step) * step


def unpad(padded: bytes, length_after: Callable[[int], int]) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    data = padded[4 : 4 + length]
    expected = (length.to_bytes(4, "big") + data).ljust(length_after(4 + length), b"\x00")
    if len(data) != length or padded != expected:
        raise RefusedError("padding")
    return data


# SPEC.md section 8 and 9


def header(purpose: int, department: bytes, tip: bytes, epoch: int, object_id: bytes) -> bytes:
    return bytes([1, 1, purpose]) + department + tip + epoch.to_bytes(4, "big") + object_id


def open_content(key: bytes, envelope: bytes, expected_header: bytes, length_after: Callable[[int], int]) -> bytes:
    if envelope[:55] != expected_header:
        raise RefusedError("header")
    head, commitment = envelope[:71], envelope[71:103]
    if commitment != derive(key, "commit", head):
        raise RefusedError("commitment")
    return unpad(gcm_open(derive(key, "seal", head), bytes(12), envelope[103:], head + commitment), length_after)


def open_file(key: bytes, sealed: bytes, expected_header: bytes, length: int) -> bytes:
    if sealed[:55] != expected_header:
        raise RefusedError("header")
    head, commitment, body = sealed[:71], sealed[71:103], sealed[103:]
    if commitment != derive(key, "commit", head):
        raise RefusedError("commitment")
    pieces = [body[at : at + CHUNK + 16] for at in range(0, len(body), CHUNK + 16)]
    if len(pieces) > 1 and len(pieces[-1]) <= 16:
        raise RefusedError("an empty chunk after others")
    padded = b""
    for number, piece in enumerate(pieces):
        nonce = number.to_bytes(11, "big") + bytes([number == len(pieces) - 1])
        padded += gcm_open(derive(key, "seal", head), nonce, piece, head + commitment)
    if not pieces or len(padded) != padme(length) or any(padded[length:]):
        raise RefusedError("length or padding")
    return padded[:length]


# SPEC.md section 6


def open_held(hold_key: bytes, wrap: bytes, fields: tuple[bytes, ...]) -> bytes:
    return gcm_open(hold_key, wrap[3:15], wrap[15:], context("held", *fields))


# SPEC.md section 11


def receipt_secrets(text: str, department: bytes, tip: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """What is kept to find the tip, the seed of the resident's key, what proves, and the first mailbox key of a tip."""
    bits = 0
    for letter in text.replace("-", "")[:26]:
        bits = bits * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(letter)
    secret = hkdf_extract(context("receipt", department), (bits << 6).to_bytes(17, "big"))
    lookup = hashlib.sha256(context("lookup", derive(secret, "receipt lookup"))).digest()
    mailbox = derive(secret, "receipt mailbox", tip)
    return lookup, derive(secret, "receipt kem"), derive(secret, "receipt proof"), mailbox


# SPEC.md section 19


def members(data: bytes, version: int, kinds: dict[str, type]) -> dict[str, Any]:
    """A JSON object of this version with members of these kinds; others are let be."""
    try:
        found = json.loads(data.decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise RefusedError("no JSON") from None
    if type(found) is not dict or type(found.get("v")) is not int or found["v"] != version:
        raise RefusedError("version")
    for name, kind in kinds.items():
        if type(found.get(name)) is not kind or (kind is str and re.search("[\ud800-\udfff]", found[name])):
            raise RefusedError(name)
    return found


def body(data: bytes, resident: str, work_key: bytes) -> dict[str, Any]:
    texts = dict.fromkeys(("text", "category", "language", "resident", "work", "by"), str)
    found = members(data, 2, {**texts, "answers": list, "danger": bool, "police": bool})
    for answer in found["answers"]:
        kinds = dict.fromkeys(("code", "label", "type", "value"), str)
        members(json.dumps({"v": 0, **answer} if type(answer) is dict else None).encode(), 0, {**kinds, "version": int})
    work = hashlib.sha256(context("work key", work_key)).hexdigest()[:32]
    codes = [answer["code"] for answer in found["answers"]]
    named = (found["resident"], found["work"], len(set(codes)))
    if named != (resident, work, len(codes)) or found["by"] not in ("server", "browser", "phone"):
        raise RefusedError("keys, sealer or a question twice")
    return found


def words(data: bytes, row: dict[str, str]) -> str:
    found = members(data, 1, {"text": str, **dict.fromkeys(row, str)})
    if {name: found[name] for name in row} != row:
        raise RefusedError("the row says otherwise")
    return str(found["text"])


def resident(first: bytes, links: list[bytes]) -> bytes:
    for number, link in enumerate(links, start=1):
        if len(link) != 36 or link[:16] != first or link[32:] != number.to_bytes(4, "big"):
            raise RefusedError("a link that does not hold")
        first = link[16:32]
    return first


def file_record(data: bytes, file: bytes) -> dict[str, Any]:
    texts = dict.fromkeys(("name", "type", "digest", "original"), str)
    found = members(data, 1, {**texts, "length": int, "removed": list})
    chunks = [hashlib.sha256(file[at : at + CHUNK]).digest() for at in range(0, len(file), CHUNK)]
    if (found["length"], found["digest"]) != (len(file), hashlib.sha256(b"".join(chunks)).hexdigest()):
        raise RefusedError("another file")
    return found


def headline(text: str) -> str:
    def within(character: str, ranges: str) -> bool:
        pairs = (pair.split("-") for pair in ranges.split())
        return any(int(pair[0], 16) <= ord(character) <= int(pair[-1], 16) for pair in pairs)

    ends, spaces = "A-D 1C-1E 85 2028 2029", "9 1F 20 A0 1680 2000-200A 202F 205F 3000 FEFF"
    unseen = (
        f"{ends} {spaces} 0-1F 7F-9F AD 34F 61C 115F 1160 17B4 17B5 180B-180F 200B-200F 202A-202E 2060-206F 2800 3164"
        " FE00-FE0F FFA0 FFF0-FFFC 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
    )
    lines = [""]
    for character in text:
        if within(character, ends):
            lines.append("")
        else:
            lines[-1] += character
    line = next((line for line in lines if not all(within(character, unseen) for character in line)), "")
    while line and within(line[0], spaces):
        line = line[1:]
    while line and within(line[-1], spaces):
        line = line[:-1]
    while len(line.encode()) > 252:
        line = line[:-1]
    return line


# SPEC.md section 11


def gf32(left: int, right: int) -> int:
    """The product of two elements of GF(32), bit by bit."""
    product = 0
    for bit in range(5):
        product ^= (left << bit) if right >> bit & 1 else 0
    for bit in range(8, 4, -1):
        product ^= (0b100101 << (bit - 5)) if product >> bit & 1 else 0
    return product


def checked(values: list[int], block: int) -> list[int]:
    """Numbers with the two behind them that make a code word, found by trying all 1,024."""
    for first in range(32):
        for second in range(32):
            sums = [0, 0]
            for value in [*values, first, second]:
                sums = [gf32(sums[0], 2) ^ value, gf32(sums[1], 4) ^ value]
            if sums == [0, 0]:
                return [*values, first, second ^ block]
    raise AssertionError("every text has a checksum")


def admission_code(officer: bytes, kem_public: bytes, sign_public: bytes) -> str:
    mark = hashlib.sha256(context("admission", officer, kem_public, sign_public)).digest()
    argon = Argon2id(salt=officer, length=32, iterations=3, lanes=4, memory_cost=65536)
    bits = int.from_bytes(argon.derive(mark), "big") >> 196
    values = checked([bits >> 5 * (11 - at) & 31 for at in range(12)], 3)
    code = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value] for value in values)
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"
