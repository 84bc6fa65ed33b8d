package dev.daybook.page;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
 * @param live the position up to which it shows all, if it is asked for again as soon as more was written
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
        boolean again,
        OptionalLong live) {

    /** Returns a page that only tells something. */
    public static Page of(String title, String says, List<Section> sections) {
        return new Page(
                title, says, sections, List.of(), List.of(), List.of(), List.of(), "", "", false, OptionalLong.empty());
    }

    /** Returns whether there is nothing yet in what it lists: what may be done about that is what it is for. */
    public boolean isEmpty() {
        List<Section.Rows> rows = sections.stream()
                .filter(Section.Rows.class::isInstance)
                .map(Section.Rows.class::cast)
                .toList();
        return !rows.isEmpty() && rows.stream().allMatch(list -> list.rows().isEmpty());
    }

    /** Returns whether it has no answer: it is for asking. */
    public boolean isQuestion() {
        return sections.stream()
                .allMatch(section -> section instanceof Section.Sentence || section instanceof Section.Next);
    }

    /** Returns the same page with another part below the others. */
    Page with(Section more) {
        var all = new ArrayList<>(sections);
        all.add(more);
        return new Page(title, says, all, related, changes, filters, formats, command, next, again, live);
    }

    /** Returns the same page with its parts changed. */
    Page with(UnaryOperator<Section> change) {
        return new Page(
                title,
                says,
                sections.stream().map(change).toList(),
                related,
                changes,
                filters,
                formats,
                command,
                next,
                again,
                live);
    }

    /** Returns the same page with another part above the others. */
    Page before(Section first) {
        var all = new ArrayList<Section>();
        all.add(first);
        all.addAll(sections);
        return new Page(title, says, all, related, changes, filters, formats, command, next, again, live);
    }

    Page with(List<Link> others, List<Filter> asked, List<Link> files, String printedBy) {
        return new Page(title, says, sections, others, changes, asked, files, printedBy, next, again, live);
    }

    /** Returns the same page with other pages about the same. */
    public Page leading(List<Link> more) {
        var all = new ArrayList<>(related);
        all.addAll(more);
        return new Page(title, says, sections, all, changes, filters, formats, command, next, again, live);
    }

    /** Returns the same page with some of the other pages about the same. */
    Page leading(Predicate<Link> kept) {
        List<Link> some = related.stream().filter(kept).toList();
        return new Page(title, says, sections, some, changes, filters, formats, command, next, again, live);
    }

    /** Returns the same page with what may be done to what it shows. */
    public Page with(List<Link> may) {
        return new Page(title, says, sections, related, may, filters, formats, command, next, again, live);
    }

    /** Returns the same page, which shows what is written behind that position, too. */
    public Page alive(long position) {
        return new Page(
                title,
                says,
                sections,
                related,
                changes,
                filters,
                formats,
                command,
                next,
                again,
                OptionalLong.of(position));
    }

    /** Returns the same page, to be asked for again soon. */
    public Page repeated() {
        return new Page(title, says, sections, related, changes, filters, formats, command, next, true, live);
    }
}
