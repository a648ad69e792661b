class Dog:
    def __init__(self, name, tricks):
        self.name = name
        self.tricks = tricks


tricks = ['sit']
rex = Dog('Rex', tricks)
fido = Dog('Fido', tricks)
rex.tricks.append('roll')
print(fido.tricks)
