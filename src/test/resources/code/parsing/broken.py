import os

class Half:
    def whole(self):
        return os.getcwd()

    def torn(self):
        x = 1 +
        return x..y

def after():
    return 1
