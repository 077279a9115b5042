from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "tipline.operations"
    label = "tipline_operations"
    verbose_name = "Operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tipline.operations import checks, store_checks  # noqa: F401
