package dev.daybook.projection;

class AuditProjectionTest extends ProjectionContract {
    @Override
    protected Projection projection() {
        return of("audit");
    }
}
