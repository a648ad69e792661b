# Lessons keep their folders: lessons/NAME/FILE is installed as $(pkgdatadir)/lessons/NAME/FILE.
nobase_dist_pkgdata_DATA = \
    lessons/aliasing/append.py \
    lessons/aliasing/copy.py \
    lessons/aliasing/lesson.json \
    lessons/aliasing/rebind.py \
    lessons/aliasing/tuples.py \
    lessons/identity/empty.py \
    lessons/identity/equal.py \
    lessons/identity/frozen.py \
    lessons/identity/ids.py \
    lessons/identity/lesson.json \
    lessons/lesson.schema.json \
    lessons/names/apart.py \
    lessons/names/bind.py \
    lessons/names/constants.py \
    lessons/names/lesson.json \
    lessons/names/words.py

# Tells a terrarium that is run from its build tree where the lessons are (src/lesson/find.c).
noinst_DATA = lessons.path
CLEANFILES += lessons.path
lessons.path: Makefile
	$(AM_V_GEN)echo '$(abs_top_srcdir)/lessons' > $@

EXTRA_DIST += doc/AUTHORING.md
