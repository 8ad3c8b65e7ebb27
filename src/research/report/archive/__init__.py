"""What is cited and deposited: the citation, the tables' schemas, the archive of a project."""
