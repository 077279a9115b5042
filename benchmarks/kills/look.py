"""Tell as JSON what is stored: the faults, and how often each tip's words; run in the server's environment."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator

CHUNK = 500


def main() -> None:
    """Look at every row and open the first line of every tip, as an officer of the desk does."""
    import django

    django.setup()
    from benchmarks.kills.stored import stored

    json.dump({"faults": stored().faults, "words": Counter(_words())}, sys.stdout)


def _words() -> Iterator[str]:
    from django.utils import timezone

    from tests.builders import unlocked
    from tipline.departments.models import Officer
    from tipline.tips.actions import open_headlines
    from tipline.tips.models import Tip

    at = timezone.now()
    desk = unlocked(Officer.objects.get(username="dana"), at)
    tips = list(Tip.objects.order_by("pk"))
    for start in range(0, len(tips), CHUNK):
        opened = open_headlines(unlocked=desk, tips=tips[start : start + CHUNK], at=at)
        yield from (line.text or "damaged" for line in opened.values())


if __name__ == "__main__":
    main()
