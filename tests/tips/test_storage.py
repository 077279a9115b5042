import pytest
from django.db import connection

from tests.builders import make_department
from tests.tips_sent import form_id_of, send_tip
from tipline.intake.models import SpentForm
from tipline.tips.models import Mailbox

pytestmark = pytest.mark.django_db


def test_neither_the_receipt_nor_the_form_id_is_stored() -> None:
    world = make_department()
    sent = send_tip(world)
    stored = bytes(Mailbox.objects.get().lookup_hash) + bytes(SpentForm.objects.get().form_digest)
    secrets = sent.receipt.secrets(world.department.pk.bytes)
    for secret in (form_id_of("form"), secrets.lookup, secrets.kem_seed, secrets.proof):
        assert secret not in stored


def test_a_spent_form_names_no_tip() -> None:
    assert {field.name for field in SpentForm._meta.get_fields()} == {"form_digest", "text_digest", "sent_at", "turn"}


def test_the_database_commits_durably() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma, value in (("synchronous", 2), ("secure_delete", 1), ("temp_store", 2)):
                cursor.execute(f"PRAGMA {pragma}")
                assert cursor.fetchone()[0] == value
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"
