package dev.daybook.page;

import java.util.ArrayList;
import java.util.List;

/**
 * What a browser is shown.
 *
 * @param says what it is about, in sentences
 * @param related other pages about the same
 * @param changes what may be done to it
 * @param filters what it may be asked for
 * @param formats where the same is had as a file
 * @param command the command that prints the same; empty if there is none
 * @param next where it goes on; empty: nowhere
 * @param again whether it is to be asked for again soon: the answer is being made
 */
public record Page(
        String title,
        String says,
        List<Section> sections,
        List<Link> related,
        List<Link> changes,
        List<Filter> filters,
        List<Link> formats,
        String command,
        String next,
        boolean again) {

    /** Returns a page that only tells something. */
    public static Page of(String title, String says, List<Section> sections) {
        return new Page(title, says, sections, List.of(), List.of(), List.of(), List.of(), "", "", false);
    }

    /** Returns the same page with another part below the others. */
    Page with(Section more) {
        var all = new ArrayList<>(sections);
        all.add(more);
        return new Page(title, says, all, related, changes, filters, formats, command, next, again);
    }

    Page with(List<Link> others, List<Filter> asked, List<Link> files, String printedBy) {
        return new Page(title, says, sections, others, changes, asked, files, printedBy, next, again);
    }

    /** Returns the same page with what may be done to what it shows. */
    public Page with(List<Link> may) {
        return new Page(title, says, sections, related, may, filters, formats, command, next, again);
    }

    /** Returns the same page, to be asked for again soon. */
    public Page repeated() {
        return new Page(title, says, sections, related, changes, filters, formats, command, next, true);
    }
}
