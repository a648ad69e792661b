# Lessons keep their folders: lessons/NAME/FILE is installed as $(pkgdatadir)/lessons/NAME/FILE.
nobase_dist_pkgdata_DATA =
