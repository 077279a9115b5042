from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tipline.intake"
    label = "tipline_intake"
    verbose_name = "Intake"
    default_auto_field = "django.db.models.BigAutoField"
