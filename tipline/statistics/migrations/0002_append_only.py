"""Nobody changes what was counted, or what a released file leaves out."""

from django.db import migrations

from tipline.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tipline_statistics", "0001_initial")]
    operations = [append_only("tipline_statistics_monthfigures", "tipline_statistics_release")]
