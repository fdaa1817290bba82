from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('demo', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='loaded',
            name='edition',
            field=models.CharField(blank=True, default='', editable=False, max_length=12),
        ),
    ]
