s = "terrarium"
t = eval("'terrarium'")
print(s is t)
part = "terra"
u = part + "rium"
print(s == u)
print(s is u)
