from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tipline.audit"
    label = "tipline_audit"
    verbose_name = "Audit trail"
    default_auto_field = "django.db.models.BigAutoField"
