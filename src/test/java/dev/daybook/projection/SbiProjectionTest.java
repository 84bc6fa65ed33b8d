package dev.daybook.projection;

class SbiProjectionTest extends ProjectionContract {
    @Override
    protected Projection projection() {
        return of("sbi");
    }
}
