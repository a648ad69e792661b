# The shells' completions come from the viewer's own option tables.
