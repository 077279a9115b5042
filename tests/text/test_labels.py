"""Labels that look alike are one."""

import pytest

from tipline.text import label_key


@pytest.mark.parametrize(
    "other",
    [
        "GUNS at School", "guns  at\u00a0school ", "guns\u200b at school", "gu\u00adns at school",
        "guns at sch\u2060ool",
        "ｇｕｎｓ at school", "guns at sch\u043eol", "gun\u0455 at school", "guns at school\ufe0f",
        "guns at \u3164school",
    ],
)  # fmt: skip
def test_labels_that_look_alike_have_one_key(other: str) -> None:
    assert label_key(other) == label_key("Guns at school")


@pytest.mark.parametrize("other", ["gun at school", "guns, at school", "gúns at school", "gunsat school"])
def test_labels_that_look_different_have_two(other: str) -> None:
    assert label_key(other) != label_key("Guns at school")


def test_one_accent_has_two_encodings_and_one_key() -> None:
    assert label_key("cafe\u0301") == label_key("caf\u00e9") != label_key("cafe")
