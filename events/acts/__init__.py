"""What the team and the organisers do to an offer, its dates and its people: one class for each verb."""
