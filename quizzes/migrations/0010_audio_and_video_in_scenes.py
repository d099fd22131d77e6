import django.core.validators
import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0009_audio_and_video'),
    ]

    operations = [
        migrations.AlterField(
            model_name='scenario',
            name='scenes',
            field=wagtail.fields.StreamField([('scene', 8), ('ending', 11)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 1: ('quizzes.blocks.StoryTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul'], 'label': 'What happens'}), 2: ('quizzes.blocks.ChoicesBlock', (), {'label': 'Choices'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Shown first, where this may be hard to read. Short and factual.', 'label': 'Content note', 'required': False}), 4: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Shows the approved text: 999, stay, tell a manager.', 'label': 'Immediate danger', 'required': False}), 5: ('findings.blocks.FindingRefsBlock', (), {'label': 'Findings'}), 6: ('quizzes.blocks.RecordingChooserBlock', (), {'help_text': 'Shown below the text, with what is said in it.', 'label': 'Audio or video', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Made from the title when left empty. It stays when the title changes.', 'label': 'Key', 'required': False, 'validators': [django.core.validators.RegexValidator('^[a-z0-9_-]+$', 'Use small letters, digits, hyphens and underscores only.')]}), 8: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('choices', 2), ('note', 3), ('danger', 4), ('findings', 5), ('media', 6), ('key', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('good', 'good'), ('mixed', 'mixed'), ('bad', 'an opportunity missed')], 'label': 'Outcome'}), 10: ('quizzes.blocks.StoryTextBlock', (), {'features': ['h3', 'bold', 'italic', 'ol', 'ul'], 'label': 'Debrief'}), 11: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('outcome', 9), ('debrief', 10), ('note', 3), ('danger', 4), ('findings', 5), ('media', 6), ('key', 7)]], {})}, help_text='The story starts at the first scene. Write the scenes and endings first, then say for each choice where it leads.', verbose_name='scenes'),
        ),
    ]
