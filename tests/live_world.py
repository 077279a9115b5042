"""Fill the database of a live server with the test's department; run as a program in the server's environment."""

from __future__ import annotations

import os


def main() -> None:
    """Make the department and give its desk officer a passphrase."""
    import django

    django.setup()
    from django.conf import settings

    settings.TIPLINE_KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    from tests.builders import give_passphrase, make_department

    world = make_department()
    give_passphrase(world.ola)
    give_passphrase(world.tess)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    main()
