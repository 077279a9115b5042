from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "tipline.demo"
    label = "tipline_demo"
    verbose_name = "Demonstration"
    default_auto_field = "django.db.models.BigAutoField"
