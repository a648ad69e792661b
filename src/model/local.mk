noinst_LIBRARIES += libmodel.a

libmodel_a_SOURCES = \
    src/model/explain.h \
    src/model/literal.c src/model/literal.h \
    src/model/recording.h \
    src/model/state.h \
    src/model/value.h
