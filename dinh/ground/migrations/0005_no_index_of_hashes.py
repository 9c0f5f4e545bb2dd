"""The hash of a ledger line is no longer unique by an index: the chain says more (see docs/decisions/0012)."""

from django.db import migrations, models

from dinh.ground import append_only


class Migration(migrations.Migration):
    dependencies = [("ground", "0004_no_prefixes_of_hashes")]
    operations = [
        migrations.RunPython(append_only.take_down, append_only.put_up),
        migrations.AlterField(
            model_name="ledgerline",
            name="hash",
            field=models.CharField(max_length=64),
        ),
        migrations.RunPython(append_only.put_up, append_only.take_down),
    ]
