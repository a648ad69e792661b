noinst_LIBRARIES += libdiagram.a

libdiagram_a_SOURCES = \
    src/diagram/box.c src/diagram/box.h \
    src/diagram/class_entry.c src/diagram/class_entry.h \
    src/diagram/comparison.c src/diagram/comparison.h \
    src/diagram/diagram.c src/diagram/diagram.h \
    src/diagram/event_loop.c src/diagram/event_loop.h \
    src/diagram/lane_arrow.c src/diagram/lane_arrow.h \
    src/diagram/highlight.c src/diagram/highlight.h \
    src/diagram/known_ways.c src/diagram/known_ways.h \
    src/diagram/layout.c src/diagram/layout.h \
    src/diagram/listing.c src/diagram/listing.h \
    src/diagram/processes.c \
    src/diagram/processes.h \
    src/diagram/route.c src/diagram/route.h \
    src/diagram/scene.c src/diagram/scene.h \
    src/diagram/timeline.c src/diagram/timeline.h \
    src/diagram/unpacking.c src/diagram/unpacking.h
