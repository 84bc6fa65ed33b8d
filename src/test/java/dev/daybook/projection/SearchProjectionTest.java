package dev.daybook.projection;

class SearchProjectionTest extends ProjectionContract {
    @Override
    protected Projection projection() {
        return of("search");
    }
}
