"""What officers looked at before an employer was verified (ethical-recruitment.md criterion B.2)."""
