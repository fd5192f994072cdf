"""Every read of the timeline's database, a file for each subject."""
