# A source in another encoding than UTF-8.
# coding: latin-1
print(ascii('é'))
