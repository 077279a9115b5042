"""Fill the database of the server with a department that takes any number of tips; run in the server's environment."""

from __future__ import annotations

MANY = 10_000_000


def main() -> None:
    """Make the department of the tests, with an hourly budget that no run reaches."""
    import django

    django.setup()
    from django.conf import settings

    settings.TIPLINE_KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    from tests.builders import make_department
    from tipline.departments.models import Department

    make_department()
    Department.objects.update(hourly_budget=MANY)


if __name__ == "__main__":
    main()
