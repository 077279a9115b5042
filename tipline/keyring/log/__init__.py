"""A department's key log: the signed list of whose key is whose. Nothing is sealed or granted to a key outside it."""

from tipline.keyring.log.chain import Head, append, head_columns, head_in, lately_verified, verified
from tipline.keyring.log.state import Change, KitPublic, LogState, OfficerPublic, SealingKey

__all__ = [
    "Change",
    "Head",
    "KitPublic",
    "LogState",
    "OfficerPublic",
    "SealingKey",
    "append",
    "head_columns",
    "head_in",
    "lately_verified",
    "verified",
]
