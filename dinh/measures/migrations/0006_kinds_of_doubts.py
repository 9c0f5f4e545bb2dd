from django.db import migrations, models

KINDS = ("numerator-above", "out-of-range", "no-unit", "rows", "jump")
BATCH = 2_000


def fill(apps, schema_editor):
    """Each line says which kinds of doubt it holds, a bit each, the gravest lowest."""
    kept = apps.get_model("measures", "KeptDoubts")
    some = []
    for row in kept.objects.exclude(said=[]).only("pk", "said").iterator(chunk_size=BATCH):
        codes = {each["code"] for each in row.said}
        row.kinds = sum(1 << place for place, kind in enumerate(KINDS) if kind in codes)
        some.append(row)
        if len(some) == BATCH:
            kept.objects.bulk_update(some, ["kinds"])
            some = []
    kept.objects.bulk_update(some, ["kinds"])


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0005_kept_doubts"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptdoubts",
            name="kinds",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
