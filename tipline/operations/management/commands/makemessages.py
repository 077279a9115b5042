from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Without fuzzy matching: a new string has no translation, never that of a similar one."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
