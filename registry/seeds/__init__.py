"""Reference tables and the stories that fill an empty database."""
