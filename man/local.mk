if HAVE_MAN_PAGE
dist_man_MANS = man/terrarium.1
endif
