"""Recruitment drives: where and when an agency looks for people, announced before and free for whoever comes."""
