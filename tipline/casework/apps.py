from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tipline.casework"
    label = "tipline_casework"
    verbose_name = "Casework"
    default_auto_field = "django.db.models.BigAutoField"
