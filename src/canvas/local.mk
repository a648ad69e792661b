noinst_LIBRARIES += libcanvas.a

libcanvas_a_SOURCES = \
    src/canvas/canvas.c \
    src/canvas/canvas.h
