"""The hash of a ledger line is no longer unique by an index: the chain says more (see docs/decisions/0012)."""

from django.db import migrations, models

from dinh.ground import append_only


def guard(_apps, schema_editor):
    append_only.guard(schema_editor.connection)


def unguard(_apps, schema_editor):
    append_only.unguard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ground", "0004_no_prefixes_of_hashes")]
    operations = [
        # SQLite lays the table anew for this, and its triggers would go with the old one.
        migrations.RunPython(unguard, guard),
        migrations.AlterField(
            model_name="ledgerline",
            name="hash",
            field=models.CharField(max_length=64),
        ),
        migrations.RunPython(guard, unguard),
    ]
