"""What the ORM cannot say: the sequence ranks are drawn from, and "every published event has a date"."""

from django.db import migrations

RANKS = "CREATE SEQUENCE events_sign_up_rank"

# Deferred to the end of the transaction, so that an event and its first date can be written in any order.
A_DATE = """
CREATE FUNCTION events_published_event_has_a_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE checked bigint;
BEGIN
    IF TG_TABLE_NAME = 'events_event' THEN checked := NEW.id; ELSE checked := OLD.event_id; END IF;
    IF EXISTS (SELECT 1 FROM events_event WHERE id = checked AND state = 'published')
        AND NOT EXISTS (SELECT 1 FROM events_occurrence WHERE event_id = checked) THEN
        RAISE EXCEPTION 'a published event has a date'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_event_has_a_date';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER published_event_has_a_date AFTER INSERT OR UPDATE OF state ON events_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_published_event_has_a_date();
CREATE CONSTRAINT TRIGGER published_event_keeps_a_date AFTER DELETE OR UPDATE OF event_id ON events_occurrence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_published_event_has_a_date();
"""
NO_DATE = """
DROP TRIGGER published_event_has_a_date ON events_event;
DROP TRIGGER published_event_keeps_a_date ON events_occurrence;
DROP FUNCTION events_published_event_has_a_date();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(RANKS, "DROP SEQUENCE events_sign_up_rank"),
        migrations.RunSQL(A_DATE, NO_DATE),
    ]
