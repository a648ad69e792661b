# The shells' completions come from the viewer's own option tables: it prints them itself.

bash_completiondir = $(datadir)/bash-completion/completions
zsh_completiondir = $(datadir)/zsh/site-functions
fish_completiondir = $(datadir)/fish/vendor_completions.d

nodist_bash_completion_DATA = completions/terrarium
nodist_zsh_completion_DATA = completions/_terrarium
nodist_fish_completion_DATA = completions/terrarium.fish

print_completions = $(AM_V_GEN)$(MKDIR_P) completions && ./terrarium --completions

completions/terrarium: terrarium$(EXEEXT)
	$(print_completions) bash >$@.new && mv $@.new $@

completions/_terrarium: terrarium$(EXEEXT)
	$(print_completions) zsh >$@.new && mv $@.new $@

completions/terrarium.fish: terrarium$(EXEEXT)
	$(print_completions) fish >$@.new && mv $@.new $@

CLEANFILES += completions/terrarium completions/_terrarium completions/terrarium.fish
