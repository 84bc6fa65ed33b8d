package dev.daybook.code;

import dev.daybook.projection.Projection;
import dev.daybook.projection.ProjectionContract;

class CodeProjectionTest extends ProjectionContract {

    @Override
    protected Projection projection() {
        return of("code");
    }

    @Override
    protected String category() {
        return "code";
    }
}
