"""Where sealed values lie, on which key each hangs, and how all of them move to a new one."""
