"""Django's `makemessages` without guesses: a string that is new has no translation, never that of a similar one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Gather the strings."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
