# Lessons keep their folders: lessons/NAME/FILE becomes $(pkgdatadir)/lessons/NAME/FILE.
lessonsdir = $(pkgdatadir)
nobase_dist_lessons_DATA =
