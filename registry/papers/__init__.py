"""Papers that show what somebody can do (diplomas, letters, licences): sent by the person, kept sealed."""
