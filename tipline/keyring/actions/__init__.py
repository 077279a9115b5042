"""Every action that changes a key, a grant or what is unlocked."""

from tipline.keyring.actions.admit import admit, make_supervisor
from tipline.keyring.actions.enrol import enrol, enrol_in_person
from tipline.keyring.actions.leaving import change_account, void_password
from tipline.keyring.actions.passphrase import change_passphrase
from tipline.keyring.actions.recover import recover_unit
from tipline.keyring.actions.replace import discard_waiting_key, replace_key
from tipline.keyring.actions.set_up import enrol_and_admit, set_up_department
from tipline.keyring.actions.unit_key import make_unit_key
from tipline.keyring.actions.unlock import lock, lock_expired, resume, unlock
from tipline.keyring.admission import admission_code_of
from tipline.keyring.unlock_methods import by_passphrase

__all__ = [
    "admission_code_of",
    "admit",
    "by_passphrase",
    "change_account",
    "change_passphrase",
    "discard_waiting_key",
    "enrol",
    "enrol_and_admit",
    "enrol_in_person",
    "lock",
    "lock_expired",
    "make_supervisor",
    "make_unit_key",
    "recover_unit",
    "replace_key",
    "resume",
    "set_up_department",
    "unlock",
    "void_password",
]
