from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "tipline.routing"
    label = "tipline_routing"
    verbose_name = "Routing"
    default_auto_field = "django.db.models.BigAutoField"
