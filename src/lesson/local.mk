noinst_LIBRARIES += liblesson.a

liblesson_a_SOURCES =
liblesson_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
