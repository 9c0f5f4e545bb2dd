from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_looks_corrections_erasures")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="money",
            field=models.CharField(
                choices=[
                    ("nothing", "nothing"),
                    ("owed", "owed"),
                    ("part", "part"),
                    ("paid", "paid"),
                    ("refund-due", "refund-due"),
                    ("refunded", "refunded"),
                ],
                default="nothing",
                max_length=10,
            ),
        ),
    ]
