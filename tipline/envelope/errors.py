"""How opening, verifying or reading a code can fail. Anything else raised is a caller's mistake."""


class EnvelopeError(Exception):
    """Base of this package's refusals."""


class Damaged(EnvelopeError):
    """The bytes do not parse, or a commitment, tag or padding is wrong."""


class WrongPassphrase(Damaged):
    """The passphrase does not open this wrap, or the wrap was altered: the two cannot be told apart."""


class NotForMe(EnvelopeError):
    """Well formed, but made for another row, context or key than the one it was opened with."""


class Unsupported(EnvelopeError):
    """A format, suite, purpose, variant, kind or cost that this version does not know or does not allow."""


class BadSignature(EnvelopeError):
    """The signature was not made by this key over these fields for this purpose."""


class Mistyped(EnvelopeError):
    """A code typed by a person fails its length, alphabet or checksum."""
