"""Uploaded documents: checked by content, stored under their own names outside the web root."""
