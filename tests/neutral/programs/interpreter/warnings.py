# Warnings are shown once for each place, with the same lines.
import warnings, sys
warnings.warn('one')
warnings.warn('one')
warnings.warn('old', DeprecationWarning)
warnings.simplefilter('always')
for i in range(2):
    warnings.warn('two', stacklevel=1)
'\d'
x = 1 is 1
print(warnings.filters[-3:])
with warnings.catch_warnings(record=True) as w:
    warnings.warn('three')
    print([str(x.message) for x in w])
import asyncio
async def f(): pass
f()
