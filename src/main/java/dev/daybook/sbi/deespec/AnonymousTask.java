package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource.Root;
import dev.daybook.sbi.SbiId;

/**
 * The one task of a project of the first era, which had no ids: called {@code SBI-ANONYMOUS}, of a named project
 * {@code SBI-ANONYMOUS@project}, so that each project has its own and every import the same.
 */
final class AnonymousTask {

    private static final String NAME = "SBI-ANONYMOUS";

    static SbiId of(Root root) {
        return of(root, false);
    }

    /** Returns that of the files in {@code .deespec}; {@code another}: besides that of the project itself. */
    static SbiId of(Root root, boolean another) {
        String name = another ? NAME + "-VAR" : NAME;
        return new SbiId(root.project().isEmpty() ? name : name + "@" + root.project());
    }

    static boolean is(SbiId sbi) {
        return sbi.value().matches(NAME + "(-VAR)?(@.*)?");
    }

    private AnonymousTask() {}
}
