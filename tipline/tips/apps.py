from django.apps import AppConfig


class TipsConfig(AppConfig):
    name = "tipline.tips"
    label = "tipline_tips"
    verbose_name = "Tips"
    default_auto_field = "django.db.models.BigAutoField"
