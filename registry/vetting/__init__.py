"""Cases in which an agency is vetted: requirements, documents, recommendation, decision by a second person."""
