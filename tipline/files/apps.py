from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tipline.files"
    label = "tipline_files"
    verbose_name = "Sealed files"
    default_auto_field = "django.db.models.BigAutoField"
