"""PostgreSQL is given a second index with every unique text, for searching by its beginning. Nobody looks for the beginning
of a hash, and the ledger is the longest table there is."""

from django.db import migrations


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = 'ground_ledgerline' AND indexdef LIKE '%(hash varchar_pattern_ops)'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    dependencies = [("ground", "0003_outbox")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop, elidable=False)]
