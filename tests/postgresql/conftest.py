from django.db import connection

collect_ignore = [] if connection.vendor == "postgresql" else ["test_backend.py"]
