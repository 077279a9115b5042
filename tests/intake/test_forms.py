"""One validation for what a resident types."""

import pytest

from tests.builders import make_department, restate
from tipline.envelope import Receipt
from tipline.intake.forms import AnswerForm, ReceiptForm, TipForm
from tipline.routing.configuration import Configuration, configuration

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Configuration:
    make_department()
    found = configuration("riverton")
    assert found is not None
    return found


def tip_form(office: Configuration, **fields: str) -> TipForm:
    return TipForm(office, {"category": "drugs", "text": "A white van", **fields})


def test_category_and_text_are_enough(office: Configuration) -> None:
    form = tip_form(office)
    assert form.is_valid()
    assert form.submission("es").text == "A white van"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n\t "),
        ("text", "\u200b\u3164\u2800\u2060\u00ad\ufe0f"),
        ("text", "\u2800"),
        ("text", "x" * 20_001),
        ("category", "unknown"),
        ("category", ""),
        ("place", "x" * 301),
        ("source", "a dream"),
        ("contact", "\U0001f4de" * 300),
    ],
)
def test_an_invalid_value_is_an_error_at_its_field(office: Configuration, field: str, value: str) -> None:
    form = tip_form(office, **{field: value})
    assert not form.is_valid()
    assert field in form.errors


def test_characters_that_no_database_stores_are_replaced_and_nothing_is_lost(office: Configuration) -> None:
    form = tip_form(office, text="one\x00two\ud800three\r\nfour\u202efive")
    assert form.is_valid()
    assert form.submission("en").text == "one\ufffdtwo\ufffdthree\nfour\u202efive"


def test_a_category_that_was_retired_is_refused(office: Configuration) -> None:
    world = make_department("lakeside")
    restate(world, "drugs", active=False)
    renewed = configuration("lakeside")
    assert renewed is not None
    assert not tip_form(renewed).is_valid()


def test_a_receipt_is_read_in_any_case_with_any_spaces() -> None:
    receipt = Receipt.generate()
    form = ReceiptForm({"receipt": f"  {receipt.text.lower().replace('-', ' ')} "})
    assert form.is_valid()
    assert form.cleaned_data["receipt"] == receipt


def test_a_typo_is_caught_by_the_checksum() -> None:
    text = Receipt.generate().text
    typo = ("1" if text[0] == "0" else "0") + text[1:]
    form = ReceiptForm({"receipt": typo})
    assert not form.is_valid()
    assert "typing mistake" in form.errors["receipt"][0]


def test_an_empty_answer_is_refused() -> None:
    assert not AnswerForm({"text": "  "}).is_valid()


RECEIPT = Receipt(2**129 + 12345).text


@pytest.mark.parametrize(
    "pasted",
    [
        f"{RECEIPT}.", f"“{RECEIPT}”", f"• {RECEIPT}", f"Receipt: {RECEIPT}", f"My receipt is {RECEIPT}, please",
        f"Su comprobante\n{RECEIPT}\n", RECEIPT.replace("0", "\u041e"), RECEIPT.lower().replace("-", " "),
    ],
)  # fmt: skip
def test_a_receipt_is_found_in_pasted_text(pasted: str) -> None:
    form = ReceiptForm({"receipt": pasted})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["receipt"].text == RECEIPT


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (RECEIPT[:-5], "A receipt has 28 letters and digits. Here are 24."),
        (f"Receipt: {RECEIPT[:-1]}", "A receipt has 28 letters and digits. Here are 27."),
        ("7", "A receipt has 28 letters and digits. Here is 1."),
        (f"{RECEIPT}7", "A receipt has 28 letters and digits. Here are 29."),
        (RECEIPT[:-1] + ("A" if RECEIPT[-1] != "A" else "B"), "This receipt has a typing mistake."),
        ("\u200b", "This receipt has a typing mistake."),
    ],
)
def test_an_invalid_receipt_is_refused_with_the_reason(typed: str, said: str) -> None:
    assert said in str(ReceiptForm({"receipt": typed}).errors["receipt"])
