"""tiếng dân: initiatives put forward by offices and citizens, and the events of the year."""
