"""Answers of a form on paper may be typed at the counter: who typed them stands with them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("town", "0004_cashier"), ("dossiers", "0017_result_year")]

    operations = [
        migrations.AddField(
            model_name="formanswers",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="town.person",
            ),
        ),
        migrations.AddField(
            model_name="formanswers",
            name="by_name",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
