from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tipline.web"
    label = "tipline_web"
    verbose_name = "Resident's pages"
    default_auto_field = "django.db.models.BigAutoField"
