package dev.daybook.projection;

import dev.daybook.AllSlices;

class AuditProjectionTest extends ProjectionContract {
    @Override
    protected Projection projection() {
        return new AuditProjection(AllSlices.of().facts().catalog());
    }
}
