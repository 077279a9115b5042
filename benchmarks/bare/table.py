"""Make the table; run as a program."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"

if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connection

    from benchmarks.bare.models import Row

    with connection.schema_editor() as editor:
        editor.create_model(Row)
