"""Nobody edits or removes what was recorded."""

from django.db import migrations

from tipline.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tipline_audit", "0001_initial")]
    operations = [
        append_only(
            "tipline_audit_event", "tipline_audit_link", "tipline_audit_checkpoint", "tipline_audit_sealeddetail"
        )
    ]
