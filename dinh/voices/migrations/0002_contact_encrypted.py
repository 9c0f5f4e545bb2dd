"""How to reach a citizen is encrypted: what stands is closed, and the column in plain words goes."""

from django.db import migrations, models

from dinh.ground import ciphers


def _about(row):
    return f"voices.contact:{row.initiative_id}"


def close(apps, schema_editor):
    rows = apps.get_model("voices", "Contact").objects
    for row in rows.iterator(chunk_size=500):
        rows.filter(pk=row.pk).update(closed=ciphers.encrypt_text(row.words, about=_about(row)), words="")


def open_again(apps, schema_editor):
    rows = apps.get_model("voices", "Contact").objects
    for row in rows.iterator(chunk_size=500):
        rows.filter(pk=row.pk).update(words=ciphers.decrypt_text(row.closed, about=_about(row)))


class Migration(migrations.Migration):
    dependencies = [
        ("voices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="closed",
            field=models.TextField(default="", verbose_name="liên hệ, đã mã hóa"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="contact",
            name="words",
            field=models.CharField(default="", max_length=200, verbose_name="liên hệ"),
        ),
        migrations.RunPython(close, open_again),
        migrations.RemoveField(model_name="contact", name="words"),
    ]
