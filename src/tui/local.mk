noinst_LIBRARIES += libtui.a

libtui_a_SOURCES = \
    src/tui/app.c src/tui/app.h \
    src/tui/cast.c src/tui/cast.h \
    src/tui/cast_run.c \
    src/tui/code_editor.c src/tui/code_editor.h \
    src/tui/comparison.c src/tui/comparison.h \
    src/tui/console.c src/tui/console.h \
    src/tui/dialog.c src/tui/dialog.h \
    src/tui/drive.h \
    src/tui/drive_console.c \
    src/tui/drive_script.c \
    src/tui/exercise.c src/tui/exercise.h \
    src/tui/guide.c src/tui/guide.h \
    src/tui/hands.c src/tui/hands.h \
    src/tui/help.c src/tui/help.h \
    src/tui/home.c src/tui/home.h \
    src/tui/input.c src/tui/input.h \
    src/tui/keep.c src/tui/keep.h \
    src/tui/keys.c src/tui/keys.h \
    src/tui/lanes.c src/tui/lanes.h \
    src/tui/line_editor.c src/tui/line_editor.h \
    src/tui/pane_instructions.c \
    src/tui/pane_objects.c \
    src/tui/pane_source.c \
    src/tui/pane_text.c \
    src/tui/notes.c src/tui/notes.h \
    src/tui/notes_screen.c src/tui/notes_screen.h \
    src/tui/panel.c src/tui/panel.h \
    src/tui/pasted.c src/tui/pasted.h \
    src/tui/predict.c src/tui/predict.h \
    src/tui/program.c src/tui/program.h \
    src/tui/screen.h \
    src/tui/search.c \
    src/tui/select.c \
    src/tui/snippet.c src/tui/snippet.h \
    src/tui/span.c src/tui/span.h \
    src/tui/stage.c src/tui/stage.h \
    src/tui/stepper.c src/tui/stepper.h \
    src/tui/stepper_layout.c \
    src/tui/stepper_parts.h \
    src/tui/theme.c src/tui/theme.h \
    src/tui/timeline.c src/tui/timeline.h \
    src/tui/timeline_below.c \
    src/tui/timeline_parts.h \
    src/tui/timeline_search.c src/tui/timeline_search.h \
    src/tui/timeline_tasks.c src/tui/timeline_tasks.h \
    src/tui/tui.c src/tui/tui.h \
    src/tui/unfold.c \
    src/tui/why.c \
    src/tui/wrap.c src/tui/wrap.h
libtui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS) $(CJSON_CFLAGS)
