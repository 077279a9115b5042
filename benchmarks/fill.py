"""Fill the stand's database; run in the service's environment: `python -m benchmarks.fill COUNT...`.

One department for each count, with so many sealed tips, all open. Prints what the client has to know as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random
from typing import Final
from uuid import UUID

MANY: Final = 10_000_000
BATCH: Final = 500
SEEDS: Final = 60_000
SLUGS: Final = ("riverton", "lakeside", "hillview")
TEXT: Final = (
    "He posted that he will wait for her after her shift\n"
    "at the north station, in a blue pickup. He showed a gun there last week, and two people who work with me saw it. "
    "I think that he means the woman with the grey dog."
)


def main(counts: list[int]) -> None:
    """Make the departments, fill them and print logins and forms."""
    from django.conf import settings
    from django.utils import timezone

    from tests.builders import PASSPHRASE, PASSWORD, give_passphrase, make_department
    from tipline.departments.models import Department
    from tipline.intake.idempotency import issue_form_token

    settings.TIPLINE_KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    worlds = [make_department(slug) for slug in SLUGS[: len(counts)]]
    for world in worlds:
        give_passphrase(world.ola)
    Department.objects.update(hourly_budget=MANY)
    # Spawned: a forked child would share the pool of connections, and its locks, with this process.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=set_up) as pool:
        jobs = [(world.department.pk, n) for world, count in zip(worlds, counts, strict=True) for n in batches(count)]
        list(pool.map(send_batch, *zip(*jobs, strict=True), range(len(jobs))))
    told = {
        "logins": {world.ola.username: [PASSWORD, PASSPHRASE] for world in worlds},
        "forms": [issue_form_token(worlds[0].department, timezone.now()) for _ in range(SEEDS)],
        "row_bytes": row_bytes(),
    }
    sys.stdout.write(json.dumps(told))


def set_up() -> None:
    """Start Django in a process."""
    import django

    django.setup()


def batches(count: int) -> list[int]:
    """Cut a count into batches."""
    whole, rest = divmod(count, BATCH)
    return [BATCH] * whole + ([rest] if rest else [])


def send_batch(department_id: UUID, count: int, number: int) -> None:
    """Seal so many tips by the product's own means and store them at once."""
    from django.db import transaction
    from django.utils import timezone

    from tipline.routing.configuration import configuration_by_id
    from tipline.tips.models import Handling, Mailbox, Tip, TipContent, TipWrap

    found, random = configuration_by_id(department_id), Random(number)  # noqa: S311 - repeatable, not secret
    made = [sealed_tip(found, random, timezone.now()) for _ in range(count)]
    with transaction.atomic():
        Tip.objects.bulk_create([tip for tip, _ in made])
        Handling.objects.bulk_create([Handling(tip=tip, department_id=tip.department_id) for tip, _ in made])
        TipContent.objects.bulk_create([rows.content for _, rows in made])
        Mailbox.objects.bulk_create([rows.mailbox for _, rows in made])
        TipWrap.objects.bulk_create([wrap for _, rows in made for wrap in rows.wraps])


def sealed_tip(found, random: Random, now: datetime):  # type: ignore[no-untyped-def]
    """Return an unsaved tip of the last two years with its sealed rows."""
    from tipline.envelope import Receipt
    from tipline.intake.submission import Submission
    from tipline.keyring.queries import keys_of
    from tipline.tips.actions import new_reference
    from tipline.tips.integrity import record_arrival
    from tipline.tips.models import Tip
    from tipline.tips.sealing import seal_tip

    department = found.department
    offer = random.choice([one for one in found.categories if not one.route.oversight])
    secrets = Receipt.generate().secrets(department.pk.bytes)
    keys = keys_of(department)
    received, precision = faded(now - timedelta(minutes=random.randrange(2 * 365 * 24 * 60)), now)
    tip = Tip(
        reference=new_reference(),
        department=department,
        category=offer.category,
        life_safety=offer.category.life_safety,
        received_at=received,
        received_precision=precision,
    )
    units = [key for key in map(keys.unit, offer.route.units) if key]
    body = Submission(offer=offer, text=f"{random.randrange(10**6)}: {TEXT}").body("server")
    rows = seal_tip(tip=tip, body=body, contact="", units=units, custodian=keys.custodian, secrets=secrets)
    record_arrival(tip, rows)
    unread = random.random() < 0.3
    for wrap in rows.wraps:
        wrap.unread = unread
    return tip, rows


def faded(moment: datetime, now: datetime) -> tuple[datetime, int]:
    """Return a time as exact as it is still known by now, and its precision: nothing is left for the tick to fade."""
    from tipline.tips.models import Precision

    if now - moment < timedelta(hours=23):
        return moment, Precision.EXACT
    return moment.replace(hour=12, minute=0, second=0, microsecond=0), Precision.DAY


def row_bytes() -> int:
    """Return how many bytes one submission stores, averaged over what is there."""
    from django.db import connection

    tables = ("tip", "tipcontent", "mailbox", "tipwrap")
    with connection.cursor() as cursor:
        sums = []
        for table in tables:
            cursor.execute(f"SELECT sum(pg_column_size(t.*)) FROM tipline_tips_{table} t")  # noqa: S608 - our tables
            sums.append(int(cursor.fetchone()[0]))
        cursor.execute("SELECT count(*) FROM tipline_tips_tip")
        return sum(sums) // int(cursor.fetchone()[0])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    set_up()
    main([int(count) for count in sys.argv[1:]])
