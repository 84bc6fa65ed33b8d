import shop.models as models
from shop import settings


def find(user: models.User) -> models.Found:
    return settings.LIMIT and models.Query
