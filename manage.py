#!/usr/bin/env python
"""Django's command line. Without DJANGO_SETTINGS_MODULE the production settings apply: nothing runs open by chance."""

import os
import sys


def main() -> None:
    """Run one management command."""
    if sys.argv[1:2] == ["make_secret"]:
        # Production refuses to start without the secret that this command makes.
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
