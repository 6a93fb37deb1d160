"""An agency looks at itself before it applies: criterion by criterion, what it has and what it lacks."""
