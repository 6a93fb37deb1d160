"""`make messages`: what has no English yet, in the form of a catalogue to fill in."""

from app.locale import disagreeing, missing

for entry in missing("en"):
    print(f"#: {entry.where}")
    quoted = entry.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    print(f'msgid "{quoted}"\nmsgstr ""\n')
for source in disagreeing("en"):
    print(f"# placeholders differ: {source!r}")
