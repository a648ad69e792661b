# Regular expressions, formatting, templates, JSON, CSV, dates and locales.
import re, json, csv, io, datetime, string, textwrap, locale, time, struct, zlib, hashlib, base64
calls = []; print(re.sub(r'\d+', lambda m: calls.append(m.group()) or '#', 'a1b22'), calls, re.findall(r'(?P<x>\w)=(\d)', 'a=1 b=2'))
print(json.dumps({'a': [1, None, 'é']}, indent=1), json.loads('[1, {"k": 2.5}]', object_hook=lambda d: ('hook', d)), json.dumps({1, 2}, default=sorted)); w = csv.writer(io.StringIO()); print(w.writerow(['a', 'b,c']))
print(datetime.date(2024, 2, 29) + datetime.timedelta(365), f'{3.14159:8.2f}|{255:#x}|{"x":^5}', string.Template('$a').substitute(a=1), textwrap.fill('word ' * 10, 20), locale.getlocale(), locale.localeconv()['decimal_point'])
print(time.strftime('%Y', time.gmtime(0)), struct.pack('<ih', 1, 2), zlib.crc32(b'x'), hashlib.sha256(b'').hexdigest()[:8], base64.b64encode(b'hi'))
