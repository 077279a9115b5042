from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tipline.api"
    label = "tipline_api"
    verbose_name = "Programs"
    default_auto_field = "django.db.models.BigAutoField"
