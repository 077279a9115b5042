"""Nobody edits or removes an entry of a key log."""

from django.db import migrations

from tipline.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tipline_keyring", "0001_initial")]
    operations = [append_only("tipline_keyring_keylogentry")]
