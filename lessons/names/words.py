s = "terrarium"
t = eval("'terrarium'")
print(s is t)
u = "".join(["terra", "rium"])
print(s == u)
print(s is u)
