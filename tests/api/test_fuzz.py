"""A fuzzer that reads the OpenAPI document finds no 500 and no undescribed response. Longer: `make fuzz`."""

from pathlib import Path

from tests.api.fuzz import fuzz, prepared


def test_a_fuzzer_finds_no_undescribed_response(tmp_path: Path) -> None:
    with prepared(tmp_path) as server:
        status, printed = fuzz(server, seconds=12)
    assert status == 0, printed
    assert "8 selected / 8 total" in printed
