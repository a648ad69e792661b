# Many lines, more than fit any buffer.
for i in range(20000):
    print('line', i)
