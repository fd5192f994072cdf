"""Every write to the timeline's database, a file for each subject."""
