"""Residents who send tips without pause, and the same form again when the connection breaks, as a person would."""

from __future__ import annotations

import html
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, IncompleteRead
from typing import Final
from urllib.parse import urlencode

PATIENCE_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.05
FIELD: Final = re.compile(r'name="(form|words|turn)" value="([^"]+)"')
ANSWER: Final = re.compile(r'name="turn" value="[^"]+"')
SEED: Final = re.compile(r'name="form" value="([^"]+)"')
RECEIPT: Final = re.compile(r'name="receipt" value="([^"]+)"')


class GaveUp(Exception):
    """The server did not come back, or its page is not the one that a resident knows."""


@dataclass
class Seen:
    """What one resident saw: which words led to which receipts, and how often something else happened."""

    receipts: dict[str, set[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def ask(port: int, path: str, fields: dict[str, str] | None = None, patience: float = 30) -> tuple[int, str]:
    """Return the status and what arrived of the page. Raises OSError, HTTPException when the connection broke."""
    connection = HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        if fields is None:
            connection.request("GET", path)
        else:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode()
        except IncompleteRead as cut:
            # A browser shows half a page as well: a receipt on it was seen.
            return answer.status, cut.partial.decode(errors="replace")
    finally:
        connection.close()


class Resident(threading.Thread):
    """One of them, until told to stop; the tip at hand is sent to its end."""

    def __init__(self, number: int, port: int, stop: threading.Event) -> None:
        super().__init__(name=f"resident {number}", daemon=True)
        self.port, self.stop = port, stop
        self.seen = Seen()
        self.failure: Exception | None = None

    def run(self) -> None:
        """Send one tip after another; each has words of its own."""
        try:
            while not self.stop.is_set():
                self._send(f"{self.name}, tip {len(self.seen.receipts) + 1}")
        except Exception as error:  # noqa: BLE001 - told by who started this thread
            self.failure = error

    def _send(self, words: str) -> None:
        fields = {"form": self._seed(), "category": "drugs", "text": words, "place": "Main Street"}
        self.seen.receipts[words] = set()
        answer = self._patiently("sends broken off", "/en/riverton/send/", fields, ANSWER).string
        if "No second tip was made" in answer:
            self.seen.counts["stored, but not shown at first"] += 1
        elif "Your tip was received" not in answer:
            raise GaveUp(words)
        while (shown := RECEIPT.search(answer)) is None:
            pressed = {name: html.unescape(value) for name, value in FIELD.findall(answer)}
            answer = self._patiently("showings broken off", "/en/riverton/receipt/", pressed, ANSWER).string
        self.seen.receipts[words].add(html.unescape(shown[1]))

    def _seed(self) -> str:
        chosen = {"category": "drugs"}
        return html.unescape(self._patiently("pages to write on broken off", "/en/riverton/tip/", chosen, SEED)[1])

    def _patiently(
        self, broken: str, path: str, fields: dict[str, str] | None, wanted: re.Pattern[str]
    ) -> re.Match[str]:
        """Ask until a page has what is wanted; half a page counts if it has it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                status, page = ask(self.port, path, fields)
            except ConnectionRefusedError:
                self.seen.counts["tries while no server was there"] += 1
            except (OSError, HTTPException):
                self.seen.counts[broken] += 1
            else:
                if found := wanted.search(page):
                    return found
                self.seen.counts[f"pages without it, status {status}"] += 1
            time.sleep(PAUSE_SECONDS)
        raise GaveUp(path)
