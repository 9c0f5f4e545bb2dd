"""The indexes of who did what and of what a line tells about begin with the number, not with the kind: there are few kinds and
millions of numbers, and to sort by what differs takes half as long (docs/decisions/0013)."""

from django.db import migrations, models

from dinh.ground import append_only


class Migration(migrations.Migration):
    dependencies = [("ground", "0005_no_index_of_hashes")]
    operations = [
        migrations.RunPython(append_only.take_down, append_only.put_up),
        migrations.RemoveIndex(model_name="ledgerline", name="ground_ledger_by"),
        migrations.AddIndex(
            model_name="ledgerline",
            index=models.Index(fields=["by_id", "by_kind", "id"], name="ground_ledger_by"),
        ),
        migrations.RemoveConstraint(model_name="ledgermention", name="ground_mention_story"),
        migrations.AddConstraint(
            model_name="ledgermention",
            constraint=models.UniqueConstraint(
                fields=("ref_id", "kind", "line"), name="ground_mention_story"
            ),
        ),
        migrations.RunPython(append_only.put_up, append_only.take_down),
    ]
