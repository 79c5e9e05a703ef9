"""One module for each row of the table, or a few that are measured together."""
