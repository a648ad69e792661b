dist_man_MANS = man/terrarium.1
