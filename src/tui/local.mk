noinst_LIBRARIES += libtui.a

libtui_a_SOURCES =
libtui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
