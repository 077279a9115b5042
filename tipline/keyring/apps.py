from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "tipline.keyring"
    label = "tipline_keyring"
    verbose_name = "Keys"
    default_auto_field = "django.db.models.BigAutoField"
