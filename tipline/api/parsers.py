"""Reading what a program sent: JSON in UTF-8, no larger than any other request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class StrictJSONParser(BaseParser):
    """JSON of RFC 8259: no NaN, no name twice in an object, nothing that is not UTF-8."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent. Raises ParseError, RequestDataTooBig."""
        # Through `body`, not the stream: only Django's reading of it minds DATA_UPLOAD_MAX_MEMORY_SIZE.
        data: bytes = (parser_context or {})["request"]._request.body
        try:
            return json.loads(data.decode(), parse_constant=_refused, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise ParseError from error


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
