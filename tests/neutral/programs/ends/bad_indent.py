# Another program that cannot be compiled.
if True:
    a = 1
  b = 2
