"""Since when a plan amends another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_reading_page_turn")]
    operations = [
        migrations.AddField(
            model_name="plan", name="amends_since", field=models.DateField(blank=True, null=True)
        ),
    ]
