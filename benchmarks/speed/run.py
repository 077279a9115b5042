"""One run: fill, load, look, in an order in which what else the machine does meets all alike."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks import load
from benchmarks.footprint import footprints
from benchmarks.load import Load
from benchmarks.officer import OfficerBrowser
from benchmarks.stand import Served, Stand

TIP_LINK: Final = re.compile(r'href="(/desk/tips/[0-9a-f-]{36}/)[?"]')
WARM_SECONDS: Final = 3


def say(*lines: str) -> None:
    """Print at once: a run takes minutes."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def run(folder: Path, tips: list[int], clients: list[int], seconds: int, pages: int) -> bool:
    """Measure everything and print it. Tells whether every request was answered as it should be.

    Raises NeedsWrk, NeedsPostgres.
    """
    load.program()
    with Stand(folder) as stand:
        began = time.monotonic()
        told = json.loads(stand.program("benchmarks.fill", *map(str, tips)))
        say(f"filled with {sum(tips)} tips in {time.monotonic() - began:.0f} s, {told['row_bytes']} bytes a tip")
        # So much came at once that autovacuum, which looks once a minute, has no statistics yet.
        stand.ask("VACUUM ANALYZE")
        stand.environment["BARE_ROW_BYTES"] = str(told["row_bytes"])
        stand.program("benchmarks.bare.table")
        login = next(iter(told["logins"].items()))
        say("", "statements a request asks of the database")
        counts = json.loads(stand.program("benchmarks.statements", login[0], *login[1]))
        say(*(f"  {name:<40}{count:>6}" for name, count in counts.items()))
        desk = _desk(stand, dict(zip(tips, told["logins"].items(), strict=True)), pages)
        return _residents(stand, told["forms"], clients, seconds) and desk


def _desk(stand: Stand, logins: dict[int, tuple[str, list[str]]], pages: int) -> bool:
    """The queue and a tip's page, the departments in turn."""
    with Served(stand) as served:
        browsers = {count: OfficerBrowser(served.port) for count in logins}
        for count, browser in browsers.items():
            browser.enter(logins[count][0], *logins[count][1])
        queues: dict[int, list[float]] = {count: [] for count in logins}
        links: dict[int, list[str]] = {count: [] for count in logins}
        for number in range(pages):
            for count, browser in browsers.items():
                # The first pages, whose first lines open for the first time, and then the same ones again.
                answer = browser.ask(f"/desk/tips/?page={number % 8 + 1}")
                links[count] += TIP_LINK.findall(answer.text)
                queues[count].append(answer.milliseconds)
        say("", "the queue page, 25 first lines opened")
        base = median(queues[min(queues)])
        for count, times in queues.items():
            say(f"  {count:>7} tips   {_spread(times)}   {median(times) / base:.2f} of the first")
        whole = all(len(found) == 25 * pages for found in links.values())
        most = max(links)
        fresh = list(dict.fromkeys(links[most]))[:pages]
        say("", f"opening a tip with its audit row, {most} tips")
        for name in ("the first time", "again"):
            answers = [browsers[most].ask(link) for link in fresh]
            whole = whole and all(answer.status == 200 for answer in answers)
            say(f"  {name:<15} {_spread([answer.milliseconds for answer in answers])}")
        _memory(served, "memory after the officers' pages")
    return whole


def _residents(stand: Stand, forms: list[str], clients: list[int], seconds: int) -> bool:
    """Loads of tips, of forms with tips, and of the bare view, in turn at each number of clients."""
    paths = [stand.folder / f"forms-{number}" for number in range(len(clients) + 1)]
    for number, path in enumerate(paths):
        path.write_text("\n".join(forms[number :: len(paths)]) + "\n", encoding="ascii")
    whole = True
    with Served(stand) as served, Served(stand, bare=True) as bare:

        def shot(server: Served, script: str, count: int, length: int, forms: Path | None = None) -> Load:
            found = load.run(server.url, script, clients=count, seconds=length, folder=stand.folder, forms=forms)
            stand.settle()
            return found

        for server, script in ((served, load.SUBMIT), (bare, load.BARE)):
            shot(server, script, 8, WARM_SECONDS, paths[-1])
        say("", f"{'clients':>7} {'what':<44} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8} {'of bare':>8}")
        for count, path in zip(clients, paths, strict=False):
            base = shot(bare, load.BARE, count, seconds)
            _line("the bare view: one row of that size", base, base, 1)
            for name, script, requests in (
                ("submissions", load.SUBMIT, 1),
                ("form and submission together", load.BOTH, 2),
                ("the three pages of a resident together", load.WAY, 3),
            ):
                before = stand.tips()
                found = shot(served, script, count, seconds, path)
                whole &= _line(name, found, base, requests)
                whole &= _stored(stand.tips() - before, found, requests)
        if not whole:
            say(served.said())
        _memory(served, "memory after the load")
        _memory(bare, "memory of the bare view after the load")
    return whole


def _line(name: str, found: Load, base: Load, requests: int) -> bool:
    ways = found.per_second / requests
    say(
        f"{found.clients:>7} {name:<44} {ways:>9.0f} {found.p50:>8.1f} {found.p95:>8.1f} {ways / base.per_second:>8.2f}"
    )
    if not found.whole:
        say(f"        WRONG: not answered, or not well: {found.wrong}")
    return found.whole


def _stored(stored: int, found: Load, requests: int) -> bool:
    """Compare with what is stored: a page that says something else than a receipt has status 200 as well."""
    told = found.requests / requests
    if abs(stored - told) <= 2 * found.clients + 1:
        return True
    say(f"        WRONG: {stored} tips are stored, {told:.0f} were answered")
    return False


def _memory(served: Served, title: str) -> None:
    found = footprints(served.pid)
    say("", f"{title} (PSS): {sum(one.pss for one in found) / 1024:.1f} MB")
    say("  " + ", ".join(f"{one.name} {one.pss / 1024:.1f}" for one in found))


def _spread(times: list[float]) -> str:
    return f"p50 {median(times):>6.1f} ms   p95 {quantiles(times, n=20)[-1]:>6.1f} ms"
