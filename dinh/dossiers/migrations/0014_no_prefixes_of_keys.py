"""PostgreSQL is given a second index with every unique text, for searching by its beginning. Codes are looked for whole, and
keys of requests and citizens too."""

from django.db import migrations

TEXTS = [("dossiers_dossier", "code"), ("dossiers_dossier", "code_key"), ("dossiers_dossier", "request_key"),
         ("dossiers_citizen", "key")]  # fmt: skip


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table, column in TEXTS:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
                "AND tablename = %s AND indexdef LIKE %s",
                [table, f"%({column} varchar_pattern_ops)"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_made_up_years")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop, elidable=False)]
