a = "w"
b = "x"
c = "y"
d = "z"
a,b,c,d = d,a,b,c
print(a,b,c,d)
