package dev.daybook.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A word that is looked for, by the tags that it may stand as: {@code getUserById}, {@code get_user_by_id} and
 * {@code get-user-by-id} are {@code getuserbyid}, and each part of it.
 *
 * @param whole the word without what separates its parts
 * @param parts those that can be tags, if there are several
 */
record SoughtWord(String whole, List<String> parts) {

    static SoughtWord of(String word) {
        List<String> all = Identifiers.parts(word).stream()
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
        return new SoughtWord(
                String.join("", all),
                all.size() < 2
                        ? List.of()
                        : all.stream().filter(Tags::isTag).distinct().toList());
    }

    /** Returns whether files can have it as a tag at all. */
    boolean canBeTag() {
        return Tags.isTag(whole) || !parts.isEmpty();
    }

    /** Returns the tags to look for. */
    List<Term> terms() {
        var terms = new ArrayList<Term>();
        if (Tags.isTag(whole)) {
            terms.add(new Term(whole, 1));
        }
        parts.forEach(part -> terms.add(new Term(part, 1.0 / parts.size())));
        return terms;
    }

    /**
     * A tag that is looked for.
     *
     * @param share how much of the word it is
     */
    record Term(String tag, double share) {}
}
