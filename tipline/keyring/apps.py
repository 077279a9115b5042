from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "tipline.keyring"
    label = "tipline_keyring"
    verbose_name = "Keys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the audit trail its key, which its own package does not know."""
        from tipline.audit.actions import use_event_mac
        from tipline.keyring import anchor

        use_event_mac(anchor.mac)
