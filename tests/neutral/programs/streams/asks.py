# Questions are shown and answered.
name = input('name? ')
age = int(input())
print(name, age)
