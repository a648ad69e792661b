noinst_LIBRARIES += liboutput.a

liboutput_a_SOURCES = \
    src/output/beside.c \
    src/output/beside.h \
    src/output/comparison_text.c \
    src/output/comparison_text.h \
    src/output/json_text.c \
    src/output/json_text.h \
    src/output/lanes_page.c \
    src/output/lanes_page.h \
    src/output/lanes_svg.c \
    src/output/lanes_svg.h \
    src/output/page.c \
    src/output/page.h \
    src/output/page_parts.c \
    src/output/page_parts.h \
    src/output/perfetto.c \
    src/output/perfetto.h \
    src/output/picture.c \
    src/output/picture.h \
    src/output/plain.c \
    src/output/plain.h \
    src/output/pytutor.c \
    src/output/pytutor.h \
    src/output/pytutor_calls.c \
    src/output/pytutor_calls.h \
    src/output/pytutor_import.c \
    src/output/pytutor_import.h \
    src/output/pytutor_values.c \
    src/output/pytutor_values.h \
    src/output/source_line.c \
    src/output/source_line.h \
    src/output/svg.c \
    src/output/svg.h \
    src/output/timeline_text.c \
    src/output/timeline_text.h
liboutput_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
nodist_liboutput_a_SOURCES = src/output/lanes_template.c src/output/page_template.c
EXTRA_DIST += src/output/lanes.html src/output/page.html
CLEANFILES += $(nodist_liboutput_a_SOURCES)

# A line of a page, a string of C; and before them what they belong to.
write_template = $(MKDIR_P) src/output && { \
    echo '\#include "output/'$$header'"'; \
    echo "const char *const $$name[] = {"; \
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$$/\\n",/' "$$page"; \
    echo '    0};'; \
    } > $@.new && mv $@.new $@

src/output/page_template.c: src/output/page.html
	$(AM_V_GEN)header=page.h name=page_template page='$(srcdir)/src/output/page.html'; $(write_template)

src/output/lanes_template.c: src/output/lanes.html
	$(AM_V_GEN)header=lanes_page.h name=lanes_template page='$(srcdir)/src/output/lanes.html'; $(write_template)
