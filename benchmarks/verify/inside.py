"""The steps that `benchmarks.verify` times, each in a process of the service's environment."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from copy import copy
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

ONE_SEALING_FOR: Final = 200
BATCH: Final = 1_000
DONE_TO_EACH: Final = 2


def main(step: str, count: int) -> None:
    """Run one step and print what it took."""
    import django

    django.setup()
    from django.utils import timezone

    steps = {"fill": fill, "noted": noted, "sealed": sealed, "later": later, "verified": verified}
    started, worked = time.monotonic(), time.process_time()
    what, whole = steps[step](count, timezone.now())
    told = {
        "what": what,
        "seconds": time.monotonic() - started,
        "processor": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "whole": whole,
    }
    sys.stdout.write(json.dumps(told))


def fill(count: int, now: Any) -> tuple[str, bool]:
    """Store so many tips of today, with two actions each: one of 200 is sealed, the others are copies of their own."""
    from django.conf import settings
    from django.db import transaction

    from benchmarks.fill import sealed_tip
    from tests.builders import make_department
    from tipline.routing.configuration import configuration_by_id

    settings.TIPLINE_KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    world = make_department(at=now)
    found, random = configuration_by_id(world.department.pk), Random(7)  # noqa: S311 - repeatable, not secret
    made = [sealed_tip(found, random, now) for _ in range(min(count, ONE_SEALING_FOR))]
    for start in range(0, count, BATCH):
        with transaction.atomic():
            store([copied(*made[n % len(made)], now) for n in range(start, min(count, start + BATCH))], world.tess, now)
    return "filled", True


def copied(tip: Any, rows: Any, now: Any) -> tuple[Any, Any]:
    """Return a tip with ids and a mark of its own. Nothing opens it; nobody looks inside."""
    from tipline.tips.actions import new_reference
    from tipline.tips.integrity import record_arrival
    from tipline.tips.sealing import SealedRows

    own = copy(tip)
    own.pk, own.reference, own.received_at, own.received_precision = uuid4(), new_reference(), now, 0
    content, mailbox, wraps = copy(rows.content), copy(rows.mailbox), [copy(wrap) for wrap in rows.wraps]
    for row in (content, mailbox, *wraps):
        row.tip = own
    mailbox.lookup_hash = os.urandom(32)
    for wrap in wraps:
        wrap.pk = uuid4()
    sealed_rows = SealedRows(content=content, mailbox=mailbox, wraps=wraps)
    record_arrival(own, sealed_rows)
    return own, sealed_rows


def store(made: list[tuple[Any, Any]], officer: Any, now: Any) -> None:
    """Store tips and what was done to them."""
    from tipline.tips.actions import advance
    from tipline.tips.models import Handling, History, Mailbox, Tip, TipContent, TipWrap

    Tip.objects.bulk_create([tip for tip, _ in made])
    handlings = [Handling(tip=tip, department_id=tip.department_id) for tip, _ in made]
    Handling.objects.bulk_create(handlings)
    TipContent.objects.bulk_create([rows.content for _, rows in made])
    Mailbox.objects.bulk_create([rows.mailbox for _, rows in made])
    TipWrap.objects.bulk_create([wrap for _, rows in made for wrap in rows.wraps])
    for handling in handlings:
        for _ in range(DONE_TO_EACH):
            advance(handling=handling, action=History.Action.ASSIGNED, actor=officer, at=now)


def noted(_count: int, now: Any) -> tuple[str, bool]:
    """Run the tick for the first time: everything is new to it."""
    return "tick: all of them came today", _tick(now)


def sealed(_count: int, now: Any) -> tuple[str, bool]:
    """Run it after midnight."""
    return "tick: their day is sealed", _tick(now + timedelta(days=1))


def later(_count: int, now: Any) -> tuple[str, bool]:
    """Run it when nothing was done since."""
    return "tick: nothing new", _tick(now + timedelta(days=1, minutes=1))


def verified(_count: int, _now: Any) -> tuple[str, bool]:
    """Check everything."""
    from django.core.management import CommandError, call_command

    try:
        call_command("verify_audit", stdout=io.StringIO())
    except CommandError as error:
        sys.stderr.write(str(error)[:2000])
        return "verify_audit", False
    return "verify_audit", True


def _tick(at: Any) -> bool:
    from tipline.operations.tick import tick

    failed = tick(at)
    if failed:
        raise SystemExit(f"could not {failed}")
    return True


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    main(sys.argv[1], int(sys.argv[2]))
