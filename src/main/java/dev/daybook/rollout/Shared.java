package dev.daybook.rollout;

/** What the parts of a rollout have in common. */
record Shared(
        Stages stages,
        Units units,
        Sides sides,
        FileSide files,
        Meter meter,
        Repairs repairs,
        WriteBehind writeBehind,
        BehindRollbacks behind,
        UnitFacts facts,
        AheadFacts ahead,
        CatchUp catchUp) {}
