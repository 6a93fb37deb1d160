"""Due-diligence packets: what the register knew of an agency and a vacancy on a day, under its own hash."""
