class Box[T = Item, *Ts = *tuple[Item, ...]](Base):
    def take[K: str = str](self, key: K) -> T:
        return load(key)


type Pair[A, B = A] = tuple[A, B]


def after(sizes=[1, 2], *, more=3):
    return Box[int](sizes)
