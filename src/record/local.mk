# Part of every runner: see src/runner/versions.mk.
record_sources = \
    src/record/attention.h \
    src/record/audit.c \
    src/record/audit.h \
    src/record/births.c \
    src/record/births.h \
    src/record/carriers.h \
    src/record/changes.c \
    src/record/changes.h \
    src/record/codes.c \
    src/record/codes.h \
    src/record/deaths.c \
    src/record/deaths.h \
    src/record/entries.c \
    src/record/entries.h \
    src/record/frames.c \
    src/record/frames.h \
    src/record/hook.h \
    src/record/hook_dicts.c \
    src/record/hook_dicts.h \
    src/record/hook_memory.h \
    src/record/instructions.c \
    src/record/instructions.h \
    src/record/instructions_parts.h \
    src/record/names.c \
    src/record/names.h \
    src/record/objects.c \
    src/record/objects.h \
    src/record/plans.h \
    src/record/recorder.c \
    src/record/recorder.h \
    src/record/reftracer.h \
    src/record/shadows.c \
    src/record/shadows.h \
    src/record/sources.c \
    src/record/sources.h \
    src/record/threads.c \
    src/record/threads.h \
    src/record/touched.c \
    src/record/touched.h \
    src/record/touched_unknown.c \
    src/record/types.c \
    src/record/types.h \
    src/record/values.c \
    src/record/values.h \
    src/record/words.c \
    src/record/words.h
# Of one for a CPython whose structures are known.
record_known_sources = \
    src/record/carriers.c \
    src/record/effects.c \
    src/record/effects.h \
    src/record/finalisers.c \
    src/record/finalisers.h \
    src/record/forecast.c \
    src/record/forecast.h \
    src/record/hook_library.c \
    src/record/hook_library.h \
    src/record/hook_memory.c \
    src/record/hook_monitoring.c \
    src/record/hook_settrace.c \
    src/record/hook_specialise.c \
    src/record/hook_specialise.h \
    src/record/instructions_at_once.c \
    src/record/iterators.c \
    src/record/iterators.h \
    src/record/operands.h \
    src/record/places.c \
    src/record/places.h \
    src/record/plans.c \
    src/record/remember.c \
    src/record/remember.h \
    src/record/seals.c \
    src/record/seals.h \
    src/record/shortcuts.c \
    src/record/shortcuts.h \
    src/record/slots.c \
    src/record/slots.h \
    src/record/steps.c \
    src/record/steps.h \
    src/record/steps_attributes.c \
    src/record/steps_calls.c \
    src/record/steps_changes.c \
    src/record/steps_entries.c \
    src/record/steps_iterators.c \
    src/record/steps_operators.c \
    src/record/steps_parts.h \
    src/record/stretches.c \
    src/record/stretches.h \
    src/record/touched_instants.c \
    src/record/touched_quiet.c
# Of one for a CPython of which no more than its public API is.
record_public_sources = \
    src/record/carriers_public.c \
    src/record/hook_public.c \
    src/record/reftracer.c
