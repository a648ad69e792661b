# Lines that end as on Windows.
a = 1
if a:
	print('tab')
