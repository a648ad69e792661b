# An uncaught exception with a cause.
try:
    {}['k']
except KeyError as e:
    raise ValueError('v') from e
