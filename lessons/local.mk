# Lessons keep their folders: lessons/NAME/FILE is installed as $(pkgdatadir)/lessons/NAME/FILE.
nobase_dist_pkgdata_DATA = \
    lessons/aliasing/append.py \
    lessons/aliasing/copy.py \
    lessons/aliasing/lesson.de.json \
    lessons/aliasing/lesson.json \
    lessons/aliasing/rebind.py \
    lessons/aliasing/task.py \
    lessons/aliasing/task_solution.py \
    lessons/aliasing/tuples.py \
    lessons/closures/counter.py \
    lessons/closures/late.py \
    lessons/closures/late_solution.py \
    lessons/closures/lesson.json \
    lessons/closures/module.py \
    lessons/copies/deep.py \
    lessons/copies/grid.py \
    lessons/copies/grid_solution.py \
    lessons/copies/lesson.json \
    lessons/copies/shallow.py \
    lessons/defaults/lesson.json \
    lessons/defaults/remember.py \
    lessons/defaults/remember_solution.py \
    lessons/defaults/when.py \
    lessons/gil/gain.py \
    lessons/gil/lesson.json \
    lessons/gil/turns.py \
    lessons/gil/turns_solution.py \
    lessons/gil/two.py \
    lessons/glossary.de.json \
    lessons/glossary.json \
    lessons/identity/empty.py \
    lessons/identity/equal.py \
    lessons/identity/frozen.py \
    lessons/identity/ids.py \
    lessons/identity/lesson.json \
    lessons/lambda/key.py \
    lessons/lambda/key_solution.py \
    lessons/lambda/lazy.py \
    lessons/lambda/lesson.json \
    lessons/lambda/same.py \
    lessons/lesson.schema.json \
    lessons/mismatch/gone.py \
    lessons/mismatch/half.py \
    lessons/mismatch/lesson.json \
    lessons/mismatch/many.py \
    lessons/mismatch/many_solution.py \
    lessons/mutation/both.py \
    lessons/mutation/lesson.json \
    lessons/mutation/lists.py \
    lessons/mutation/lists_solution.py \
    lessons/mutation/tuples.py \
    lessons/names/apart.py \
    lessons/names/bind.py \
    lessons/names/bind_solution.py \
    lessons/names/constants.py \
    lessons/names/lesson.de.json \
    lessons/names/lesson.json \
    lessons/names/small.py \
    lessons/names/words.py \
    lessons/open-closed/abstract.py \
    lessons/open-closed/chain.py \
    lessons/open-closed/lesson.json \
    lessons/open-closed/table.py \
    lessons/open-closed/table_solution.py \
    lessons/open-closed/table_task.py \
    lessons/star/anywhere.py \
    lessons/star/lesson.json \
    lessons/star/nested.py \
    lessons/star/rest.py \
    lessons/star/scores.py \
    lessons/star/scores_solution.py \
    lessons/stateful-workers/each.py \
    lessons/stateful-workers/each_solution.py \
    lessons/stateful-workers/frames.py \
    lessons/stateful-workers/lesson.json \
    lessons/stateful-workers/two.py \
    lessons/stateful-workers/worker.py \
    lessons/static-analysis/lesson.json \
    lessons/static-analysis/smells.py \
    lessons/static-analysis/tangled.py \
    lessons/static-analysis/tangled_solution.py \
    lessons/swap/inside.py \
    lessons/swap/lesson.json \
    lessons/swap/module.py \
    lessons/swap/trap.py \
    lessons/swap/turn.py \
    lessons/swap/wrong.py \
    lessons/swap/wrong_solution.py \
    lessons/unpacking/inside.py \
    lessons/unpacking/iterable.py \
    lessons/unpacking/lesson.de.json \
    lessons/unpacking/lesson.json \
    lessons/unpacking/order.py \
    lessons/unpacking/order_solution.py \
    lessons/unpacking/three.py

# Tells a terrarium that is run from its build tree where the lessons are (src/lesson/find.c).
noinst_DATA = lessons.path
CLEANFILES += lessons.path
lessons.path: Makefile
	$(AM_V_GEN)echo '$(abs_top_srcdir)/lessons' > $@

EXTRA_DIST += doc/AUTHORING.md
