"""Admission codes: that of a key, and the key that a typed code is meant for."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from tipline.envelope import (
    ADMISSION_CODE_LENGTH,
    EnvelopeError,
    Mistyped,
    check_enrolment,
    key_id,
    parse_admission_code,
)
from tipline.keyring import argon
from tipline.keyring.errors import AdmissionCodeMistyped, AdmissionCodeWrong, EnrolmentUnproven
from tipline.keyring.models import EnrolledKey
from tipline.keyring.unlocked import Unlocked
from tipline.text import count_code_letters, find_codes


def admission_code_of(holder: EnrolledKey | Unlocked) -> str:
    """Return the code that the newcomer reads to the supervisor, "XXXXX-XXXXX-XXXX".

    Of an unlocked key it is computed from the secret itself, so that an altered row cannot make the newcomer read out
    the code of another key: show them that one.
    """
    if isinstance(holder, Unlocked):
        key = holder.secret
        return argon.admission_code(holder.officer.pk, key.kem_public, key.sign_public)
    return argon.admission_code(holder.officer_id, bytes(holder.kem_public), bytes(holder.sign_public))


def key_of_code(keys: Iterable[EnrolledKey], typed: str) -> EnrolledKey:
    """Return the key whose code was typed, as it is stored. Each costs an Argon2: ask before a transaction begins.

    Raises AdmissionCodeMistyped, AdmissionCodeWrong, EnrolmentUnproven if whoever made the key cannot sign with it.
    """
    code = _code_in(typed)
    for key in keys:
        if hmac.compare_digest(admission_code_of(key), code):
            _check(key)
            return key
    raise AdmissionCodeWrong


def _code_in(typed: str) -> str:
    for found in find_codes(typed, ADMISSION_CODE_LENGTH):
        try:
            return parse_admission_code(found)
        except Mistyped:
            continue
    raise AdmissionCodeMistyped(count_code_letters(typed), ADMISSION_CODE_LENGTH)


def _check(key: EnrolledKey) -> None:
    kem_public, sign_public = bytes(key.kem_public), bytes(key.sign_public)
    try:
        stored_kid = key_id(kem_public)
        check_enrolment(bytes(key.proof), officer=key.officer_id.bytes, kem_public=kem_public, sign_public=sign_public)
    except EnvelopeError:
        raise EnrolmentUnproven from None
    if stored_kid != bytes(key.kid):
        raise AdmissionCodeWrong
