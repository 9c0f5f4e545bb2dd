"""How many days late something was when it was done, judged once by the rule of time limits."""

from django.db import migrations, models
from django.db.models import F

from dinh.ground.calendar import for_country


def judge(apps, schema_editor):
    Assignment = apps.get_model("work", "Assignment")
    calendar, found = for_country(), []
    rows = Assignment.objects.filter(state="done", done_on__gt=F("due_on")).only("pk", "due_on", "done_on")
    for row in rows.iterator(chunk_size=2000):
        row.late_days = calendar.days_late(row.due_on, row.done_on)
        if row.late_days:
            found.append(row)
    Assignment.objects.bulk_update(found, ["late_days"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0004_closed_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="late_days",
            field=models.PositiveIntegerField(default=0, verbose_name="số ngày trễ khi xong"),
        ),
        migrations.RunPython(judge, migrations.RunPython.noop),
    ]
