package dev.daybook.projection;

import dev.daybook.code.CodeEvent;
import dev.daybook.code.TreeEvent;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Reference;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.domain.Event;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What happens to source files in {@link Histories}: also what no indexer would tell. */
final class CodeHistories {

    private static final List<String> NAMES =
            List.of("getUserById", "get_user_by_id", "UserService", "支払い", "retry", "MAX_RETRIES", "Order");

    private final Random random;
    private final int files;

    CodeHistories(Random random, int files) {
        this.random = random;
        this.files = files;
    }

    Event next() {
        String project = "shop" + random.nextInt(2);
        String path = "src/" + (random.nextBoolean() ? "test/" : "") + name() + random.nextInt(files) + ".ts";
        return switch (random.nextInt(9)) {
            case 3 -> new TreeEvent.Located(project, "/home/ada/" + name());
            case 0 -> new CodeEvent.FileRemoved(project, path);
            case 1 -> new CodeEvent.Tagged(project, path, random.nextBoolean() ? List.of() : List.of("hot", "billing"));
            case 2 ->
                new CodeEvent.FileRenamed(
                        project, path, "src/old.ts", sha256(), 412, "typescript", Chronicle.START, parsed());
            default -> new CodeEvent.FileIndexed(project, path, sha256(), 412, "typescript", Chronicle.START, parsed());
        };
    }

    private String sha256() {
        return "%064x".formatted(random.nextInt(1_000));
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private ParsedFile parsed() {
        return new ParsedFile(
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(line -> definition(line + 1))
                        .toList(),
                List.of(new Import("./" + name(), "local", random.nextBoolean(), maybe(name()), List.of(name()), 1, 0)),
                List.of(new Symbol(name(), "constant", 2, 4, maybe(name()))),
                List.of(new Reference("a" + name(), List.of(1, 3)), new Reference("b" + name(), List.of(2))),
                random.nextBoolean());
    }

    private Definition definition(int line) {
        return new Definition(
                name(),
                random.nextBoolean() ? "class" : "function",
                line,
                0,
                line,
                random.nextBoolean(),
                maybe("function " + name() + "()"),
                maybe("Finds a user, 再試行する"),
                random.nextBoolean() ? List.of() : List.of("@cached"),
                maybe(name()));
    }

    private Optional<String> maybe(String text) {
        return random.nextBoolean() ? Optional.of(text) : Optional.empty();
    }
}
