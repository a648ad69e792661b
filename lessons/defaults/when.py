n = 1

def show(value=n):
    print(value)

n = 2
show()
