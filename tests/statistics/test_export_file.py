"""The contents of an exported file, and how a spreadsheet reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tipline.departments.models import Category, Department, Officer
from tipline.statistics.actions import export_figures
from tipline.statistics.export import escape_formula
from tipline.tips.models import Handling, Status

from . import rows

pytestmark = pytest.mark.django_db

IN_JULY = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 15, 12, 0, tzinfo=UTC)


def busy() -> tuple[Department, Officer]:
    of = rows.department()
    [tip, *_] = rows.tips(of, 40, IN_JULY, category="drugs", minutes=10)
    rows.tips(of, 20, IN_JULY, category="gangs", status=Status.IN_REVIEW, minutes=120)
    rows.tips(of, 30, IN_AUGUST, category="drugs", minutes=None)
    rows.escalations(tip, 11, IN_AUGUST)
    return of, rows.analyst(of)


def test_a_month_has_every_measure() -> None:
    found = rows.exported(busy()[1], "2026-07")
    assert rows.value(found, "tips_received") == "60"
    assert rows.value(found, "tips_by_category", "drugs") == "40"
    assert rows.value(found, "tips_by_status", "in_review") == "20"
    assert rows.value(found, "escalations") == "0"
    assert rows.value(found, "review_minutes_median") == "10"
    assert rows.value(found, "review_minutes_90th_percentile") == "120"
    assert not [row for row in found if row["measure"] == "tips_by_month"]


def test_a_quarter_lists_its_months_and_sums_them() -> None:
    found = rows.exported(busy()[1], "2026-Q3")
    months = {row["key"]: row["value"] for row in found if row["measure"] == "tips_by_month"}
    assert months == {"2026-07": "60", "2026-08": "30", "2026-09": "0"}
    assert rows.value(found, "tips_received") == "90"
    assert rows.value(found, "escalations") == "11"


def test_a_year_has_twelve_months_even_before_the_first_tip() -> None:
    found = rows.exported(busy()[1], "2026")
    months = {row["key"]: row["value"] for row in found if row["measure"] == "tips_by_month"}
    assert len(months) == 12
    assert (months["2026-01"], months["2026-07"]) == ("0", "60")


def test_every_category_and_status_has_a_row_even_with_zero() -> None:
    of, officer = busy()
    found = rows.exported(officer, "2026-07")
    codes = set(Category.objects.filter(department=of).values_list("code", flat=True)) - {"police-conduct"}
    assert {row["key"] for row in found if row["measure"] == "tips_by_category"} == codes | {"withheld"}
    assert [row["key"] for row in found if row["measure"] == "tips_by_status"] == Status.values
    assert rows.value(found, "tips_by_category", "fraud") == "0"


def test_a_small_count_and_its_secondary_cell_read_suppressed() -> None:
    of, officer = busy()
    rows.tips(of, 3, IN_JULY, category="fraud")
    found = rows.exported(officer, "2026-07")
    hidden = [row["key"] for row in found if row["value"] == "suppressed" and row["measure"] == "tips_by_category"]
    assert "fraud" in hidden
    assert len(hidden) == 2
    assert rows.value(found, "tips_by_category", "weapons") == "0"
    assert rows.value(found, "tips_received") == "63"


@pytest.mark.parametrize(("reviewed", "shown"), [(9, "suppressed"), (10, "600")])
def test_review_times_of_few_tips_are_suppressed(reviewed: int, shown: str) -> None:
    of = rows.department()
    rows.tips(of, 30, IN_JULY, minutes=None)
    rows.tips(of, reviewed, IN_JULY, minutes=600)
    found = rows.exported(rows.analyst(of), "2026-07")
    assert rows.value(found, "review_minutes_median") == shown
    assert rows.value(found, "review_minutes_90th_percentile") == shown


def test_review_times_are_not_shown_beside_a_suppressed_total() -> None:
    of = rows.department()
    rows.tips(of, 9, IN_JULY)
    found = rows.exported(rows.analyst(of), "2026-07")
    assert rows.value(found, "tips_received") == rows.value(found, "review_minutes_median") == "suppressed"


def test_a_quarters_median_is_that_of_all_its_tips() -> None:
    of = rows.department()
    rows.tips(of, 30, IN_JULY, minutes=5)
    rows.tips(of, 20, IN_AUGUST, minutes=120)
    assert rows.value(rows.exported(rows.analyst(of), "2026-Q3"), "review_minutes_median") == "5"


def test_a_month_without_tips_has_no_review_time_rather_than_a_suppressed_one() -> None:
    found = rows.exported(busy()[1], "2026-09")
    assert rows.value(found, "tips_received") == "0"
    assert rows.value(found, "review_minutes_median") == rows.value(found, "review_minutes_90th_percentile") == ""


def test_notes_at_the_end_explain_what_is_left_out() -> None:
    found = rows.exported(busy()[1], "2026-07")
    assert [row["measure"] for row in found[-4:]] == ["note"] * 4
    [note] = [row["label"] for row in found if row["key"] == "suppressed"]
    assert "Counts from 1 to 9 are suppressed" in note


def test_a_file_names_its_department_threshold_rounding_and_time() -> None:
    found = rows.exported(busy()[1], "2026-07")
    about = {row["key"]: row["value"] for row in found if row["measure"] == "about"}
    assert about == {
        "department": "Riverton Police",
        "threshold": "10",
        "rounding": "1",
        "created": "2027-01-10T07:00-05:00",
    }
    assert found[0]["measure"] == "about"


def test_a_median_between_two_hours_is_given_in_whole_hours() -> None:
    of = rows.department()
    rows.tips(of, 10, IN_JULY, minutes=60)
    rows.tips(of, 10, IN_JULY, minutes=180)
    rows.tips(of, 1, IN_JULY, minutes=120)
    rows.tips(of, 1, IN_JULY, minutes=180)
    assert rows.value(rows.exported(rows.analyst(of), "2026-07"), "review_minutes_median") == "120"
    few = rows.department("lakeside")
    rows.tips(few, 10, IN_JULY, minutes=10)
    rows.tips(few, 10, IN_JULY, minutes=15)
    assert rows.value(rows.exported(rows.analyst(few), "2026-07"), "review_minutes_median") == "10"


def test_labels_are_in_the_officers_language_and_codes_are_not() -> None:
    of, officer = busy()
    Category.objects.filter(department=of, code="drugs").update(names={"en": "Drugs", "es": "Estupefacientes"})
    officer.language = "es"
    [row] = [row for row in rows.exported(officer, "2026-07") if row["key"] == "drugs"]
    assert (row["label"], row["measure"]) == ("Estupefacientes", "tips_by_category")


def test_the_file_opens_in_a_spreadsheet() -> None:
    of, officer = busy()
    Category.objects.filter(department=of, code="drugs").update(names={"en": "Drogué, “other”"})
    export = export_figures(officer=officer, period="2026-07", at=rows.AFTER)
    assert export.filename == "riverton-2026-07.csv"
    assert export.content.startswith(b"\xef\xbb\xbfdepartment,period,measure,key,label,value\r\n")
    assert "Drogué, “other”".encode() in export.content
    assert {len(row) for row in export.rows} == {len(export.header)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_name_that_looks_like_a_formula_is_escaped(start: str) -> None:
    of, officer = busy()
    name = f'{start}HYPERLINK("http://192.0.2.1","x")'
    Category.objects.filter(department=of, code="drugs").update(names={"en": name})
    [label] = [row["label"] for row in rows.exported(officer, "2026-07") if row["key"] == "drugs"]
    assert label == f"'{name}"


def test_no_cell_of_a_file_starts_like_a_formula() -> None:
    of, officer = busy()
    Department.objects.filter(pk=of.pk).update(slug="-riverton")
    Category.objects.filter(department=of, code="drugs").update(code="-1")
    officer.refresh_from_db()
    found = rows.exported(officer, "2026-07")
    assert "'-1" in {row["key"] for row in found}
    assert all(escape_formula(cell) == cell for row in found for cell in row.values())


def test_a_second_export_gives_the_same_bytes_even_if_tips_changed() -> None:
    of, officer = busy()
    first = {label: export_figures(officer=officer, period=label, at=rows.AFTER) for label in ("2026-07", "2026-Q3")}
    Handling.objects.update(status=Status.WAITING, review_minutes=5)
    rows.tips(of, 25, IN_JULY)
    for label, export in first.items():
        assert export_figures(officer=officer, period=label, at=rows.AFTER) == export


def test_a_page_gets_the_same_rows_by_measure() -> None:
    export = export_figures(officer=busy()[1], period="2026-Q3", at=rows.AFTER)
    tables = dict(export.tables)
    assert tables["Tips received"] == [("Tips received", "90")]
    assert ("2026-08", "30") in tables["Tips received by month"]
    assert sum(len(table) for table in tables.values()) == len(export.rows)


def test_an_export_of_frozen_months_takes_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    officer = busy()[1]
    export_figures(officer=officer, period="2026", at=rows.AFTER)
    officer = Officer.objects.get(pk=officer.pk)
    with django_assert_num_queries(11):
        export_figures(officer=officer, period="2026", at=rows.AFTER)
