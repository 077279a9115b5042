from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "tipline.keyring"
    label = "tipline_keyring"
    verbose_name = "Keys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the audit trail the key of its marks, which its own package does not know."""
        from tipline.audit.actions import mark_with
        from tipline.keyring import outside

        mark_with(outside.mac)
