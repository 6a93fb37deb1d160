"""Property tests here draw whole pools of people, so time per example says nothing about the code."""

from hypothesis import settings

settings.register_profile("matching", deadline=None, max_examples=50)
settings.load_profile("matching")
