"""The chain's head row, and the triggers that let the ledger only grow."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

from dinh.ground import append_only


def lay_head(apps, schema_editor):
    apps.get_model("ground", "LedgerHead").objects.get_or_create(
        chain="main", defaults={"last_id": 0, "last_hash": "0" * 64}
    )


def lay_old_seals_aside(apps, schema_editor):
    # A new ledger begins here: seals left by an earlier one in the same home would accuse it falsely.
    seals = Path(settings.DINH_HOME) / "seals.txt"
    if seals.exists():
        seals.rename(seals.with_name(f"seals-until-{int(seals.stat().st_mtime)}.txt"))


class Migration(migrations.Migration):
    dependencies = [("ground", "0001_initial")]

    operations = [
        migrations.RunPython(lay_head, migrations.RunPython.noop),
        migrations.RunPython(lay_old_seals_aside, migrations.RunPython.noop),
        migrations.RunPython(append_only.put_up, append_only.take_down),
    ]
