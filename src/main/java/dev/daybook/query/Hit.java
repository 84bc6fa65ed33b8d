package dev.daybook.query;

import dev.daybook.shape.Says;

/** Something found. */
public record Hit(
        @Says("sbi, plan, session, item, project, directory or repository")
        String kind,

        String id,

        @Says(
                "where: task or plan as a whole, execution/TURN/STEP, note/NUMBER, attachment/NAME, approval/FILE, message/INDEX, output/INDEX, item, member/NAME, project, directory, repository")
        String part,

        String title,
        String status,

        @Says("some of the text around what was found, marked; with mark=html escaped for HTML")
        String snippet,

        @Says("bm25: higher is better; comparable within one search only")
        double score) {

    /** Returns it as that of another thing, which has what was found. */
    public Hit of(String other) {
        return new Hit(kind, other, part, title, status, snippet, score);
    }
}
