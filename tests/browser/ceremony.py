"""Hold the set-up ceremony in a live server's environment and print the terminal's output; run as a program."""

from __future__ import annotations

import io
import sys

from tests.operations.conversation import Answer, Conversation, last_code, last_passphrase

ANSWERS: list[Answer] = ["Millbrook Police", "millbrook", "America/Chicago", "555-0177", ""]
ANSWERS += ["Adam", "Reyes", "adam", "Dana", "Reyes", "dana", "Ivan", "Reyes", "ivan"]
ANSWERS += [last_code, last_code, last_passphrase, last_passphrase]


def main() -> None:
    """Answer as the people at the table would."""
    import django

    django.setup()
    from django.core.management import call_command

    output = io.StringIO()
    call_command("create_department", stdin=Conversation(output, ANSWERS), stdout=output)
    sys.stdout.write(output.getvalue())


if __name__ == "__main__":
    main()
