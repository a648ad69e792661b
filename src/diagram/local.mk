noinst_LIBRARIES += libdiagram.a

libdiagram_a_SOURCES = \
    src/diagram/diagram.h
