"""Labels that look alike have one skeleton."""

import pytest

from tipline.text import skeleton


@pytest.mark.parametrize(
    "other",
    [
        "GUNS at School", "guns  at\u00a0school ", "guns\u200b at school", "gu\u00adns at school",
        "guns at sch\u2060ool",
        "ｇｕｎｓ at school", "guns at sch\u043eol", "gun\u0455 at school", "guns at school\ufe0f",
        "guns at \u3164school",
    ],
)  # fmt: skip
def test_labels_that_look_alike_have_one_skeleton(other: str) -> None:
    assert skeleton(other) == skeleton("Guns at school")


@pytest.mark.parametrize("other", ["gun at school", "guns, at school", "gúns at school", "gunsat school"])
def test_labels_that_look_different_have_two_skeletons(other: str) -> None:
    assert skeleton(other) != skeleton("Guns at school")


def test_both_encodings_of_an_accent_have_one_skeleton() -> None:
    assert skeleton("cafe\u0301") == skeleton("caf\u00e9") != skeleton("cafe")
