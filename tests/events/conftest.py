"""Properties are tried without a deadline: a busy machine is slow, not wrong."""

from hypothesis import settings

settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")
