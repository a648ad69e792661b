noinst_LIBRARIES += libmodel.a

libmodel_a_SOURCES = \
    src/model/changes.c src/model/changes.h \
    src/model/condition.c src/model/condition.h \
    src/model/describe.c src/model/describe.h \
    src/model/details.c src/model/details.h \
    src/model/difference.c src/model/difference.h \
    src/model/ending.c src/model/ending.h \
    src/model/event_loop.c src/model/event_loop.h \
    src/model/event_loop_words.c src/model/event_loop_words.h \
    src/model/explain.c src/model/explain.h \
    src/model/explain_branch.c \
    src/model/explain_entries.c \
    src/model/explain_event.c \
    src/model/explain_names.c \
    src/model/explanation.c src/model/explanation.h \
    src/model/expression.c src/model/expression.h \
    src/model/history.c src/model/history.h \
    src/model/instants.c src/model/instants.h \
    src/model/instruction_words.c src/model/instruction_words.h \
    src/model/keyframes.c src/model/keyframes.h \
    src/model/labels.c src/model/labels.h \
    src/model/library_entry.c src/model/library_entry.h \
    src/model/literal.c src/model/literal.h \
    src/model/measured.c src/model/measured.h \
    src/model/moment.c src/model/moment.h \
    src/model/navigate.c \
    src/model/order.c src/model/order.h \
    src/model/processes.c \
    src/model/processes.h \
    src/model/recording.c src/model/recording.h src/model/recording_work.h \
    src/model/recording_check.c \
    src/model/recording_file.c src/model/recording_file.h \
    src/model/sentence.c src/model/sentence.h \
    src/model/shared.c src/model/shared.h \
    src/model/state.c src/model/state.h \
    src/model/targets.c src/model/targets.h \
    src/model/timeline.c src/model/timeline.h src/model/timeline_work.h \
    src/model/timeline_facts.c src/model/timeline_facts.h \
    src/model/timeline_sums.c \
    src/model/timeline_words.c src/model/timeline_words.h \
    src/model/unpacking.c src/model/unpacking.h src/model/unpacking_work.h \
    src/model/unpacking_call.c \
    src/model/unpacking_packed.c \
    src/model/unpacking_words.c \
    src/model/value.c src/model/value.h
