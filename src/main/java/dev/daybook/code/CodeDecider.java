package dev.daybook.code;

import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.Stands;
import dev.daybook.code.CodeEvent.Tagged;
import dev.daybook.code.CodeFile.Gone;
import dev.daybook.code.CodeFile.Present;
import dev.daybook.code.CodeFile.Unknown;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The life of a source file, as far as somebody decides about it: its tags. */
public final class CodeDecider implements Decider<CodeCommand, CodeFile, CodeEvent> {

    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");

    private static final int TAGS_MAX = 32;

    @Override
    public CodeFile initial() {
        return new Unknown();
    }

    @Override
    public List<CodeEvent> decide(CodeCommand command, CodeFile file) {
        SourceFile which = command.file();
        List<String> before = switch (file) {
            case Present it -> it.tags();
            case Gone _ -> throw Rejected.notFound("%s is no more: it was removed, or renamed", which.key());
            case Unknown _ -> throw Rejected.notFound("%s is not known: no indexer has seen it", which.key());
        };
        List<String> after = switch (command) {
            case CodeCommand.Tag it ->
                Stream.concat(before.stream(), it.tags().stream().map(CodeDecider::checked))
                        .distinct()
                        .sorted()
                        .toList();
            case CodeCommand.Untag it -> {
                List<String> gone = it.tags().stream()
                        .map(tag -> tag.toLowerCase(Locale.ROOT))
                        .toList();
                yield gone.isEmpty()
                        ? List.of()
                        : before.stream().filter(tag -> !gone.contains(tag)).toList();
            }
        };
        if (after.size() > TAGS_MAX) {
            throw Rejected.invalidAt(
                    "/tags", "%s would have %d tags: want %d at most", which.key(), after.size(), TAGS_MAX);
        }
        return after.equals(before) ? List.of() : List.of(new Tagged(which.project(), which.path(), after));
    }

    private static String checked(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw Rejected.invalidAt(
                    "/tags", "'%s' is no tag: want 1 to 64 letters, digits, dots, dashes and underscores", tag);
        }
        return tag.toLowerCase(Locale.ROOT);
    }

    @Override
    public CodeFile evolve(CodeFile file, CodeEvent event) {
        List<String> tags = switch (file) {
            case Unknown _ -> List.of();
            case Present it -> it.tags();
            case Gone it -> it.tags();
        };
        return switch (event) {
            case Stands _ -> new Present(tags);
            case FileRemoved _ -> new Gone(tags);
            case Tagged it -> file instanceof Present ? new Present(it.tags()) : new Gone(it.tags());
        };
    }
}
