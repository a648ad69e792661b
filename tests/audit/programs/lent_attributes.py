# The dictionary of attributes of what C code made, changed by who holds it.
import functools
import types

things = [types.SimpleNamespace(x=1), ValueError(2), staticmethod(len), functools.partial(len)]
for thing in things:
    names = vars(thing)
    names["x"] = thing
    names["y"] = [thing]
    other = names
    other["x"] = [names]
    del other["y"]
    names["x"].append(1)
    names.clear()
