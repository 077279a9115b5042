from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "tipline.departments"
    label = "tipline_departments"
    verbose_name = "Department"
    default_auto_field = "django.db.models.BigAutoField"
