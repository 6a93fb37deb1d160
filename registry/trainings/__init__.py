"""Where people learn what opens vacancies: a directory kept by staff, each row with its source and its date."""
