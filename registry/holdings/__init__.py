"""What is held on one person: the file they may ask for, and its end when they want it deleted."""
