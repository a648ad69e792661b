# The end of standard input comes where it is.
input()
input()
input()
