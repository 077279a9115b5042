from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "tipline.statistics"
    label = "tipline_statistics"
    verbose_name = "Statistics"
    default_auto_field = "django.db.models.BigAutoField"
