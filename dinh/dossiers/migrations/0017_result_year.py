"""A result's number is unique within the year of its book: not every symbol names the year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_newest_of_open_and_others")]

    operations = [
        migrations.RemoveConstraint(model_name="result", name="dossiers_result_number"),
        migrations.AddField(
            model_name="result",
            name="year",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="năm của sổ"),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("symbol", ""), _negated=True),
                fields=("unit", "kind", "year", "symbol"),
                name="dossiers_result_number",
            ),
        ),
    ]
