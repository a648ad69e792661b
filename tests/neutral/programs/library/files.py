# Files, folders, temporary ones, paths, archives and configuration.
import os, pathlib, tempfile, shutil, zipfile, configparser, io, glob
p = pathlib.Path('d'); p.mkdir(); (p / 'a.txt').write_text('één\n' * 3); print((p / 'a.txt').read_text().count('é'), sorted(x.name for x in p.iterdir()), os.stat(p / 'a.txt').st_size)
with open('d/a.txt', 'rb+') as f: print(f.readline(), f.tell(), f.seek(0, 2), f.write(b'end'), f)
print(f.closed, f.name); f = open('d/b', 'w'); f.write('unflushed'); del f; print((p / 'b').read_text())
with zipfile.ZipFile('z.zip', 'w') as z: z.write('d/a.txt')
print(zipfile.ZipFile('z.zip').namelist(), glob.glob('d/*.txt')); c = configparser.ConfigParser(); c.read_string('[s]\nk=v'); print(c['s']['k']); shutil.rmtree('d'); print(os.path.exists('d'))
with tempfile.TemporaryDirectory() as t: print(os.path.isdir(t))
try: open('nowhere/x')
except OSError as e: print(e.errno, e.filename)
