"""Every deed that changes a key, a grant or what is unlocked."""

from tipline.keyring.actions.admit import admit
from tipline.keyring.actions.enrol import admission_code_of, enrol, enrol_in_person
from tipline.keyring.actions.leaving import change_account, void_password
from tipline.keyring.actions.passphrase import change_passphrase
from tipline.keyring.actions.recover import recover_unit
from tipline.keyring.actions.set_up import enrol_and_admit, set_up_department
from tipline.keyring.actions.unit_key import make_unit_key
from tipline.keyring.actions.unlock import lock, lock_expired, resume, unlock

__all__ = [
    "admission_code_of",
    "admit",
    "change_account",
    "change_passphrase",
    "enrol",
    "enrol_and_admit",
    "enrol_in_person",
    "lock",
    "lock_expired",
    "make_unit_key",
    "recover_unit",
    "resume",
    "set_up_department",
    "unlock",
    "void_password",
]
