package dev.daybook.code;

import dev.daybook.AllSlices;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Reference;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Source files as an indexer would see them, told in a line each. */
public final class SeenFile {

    static final Instant MODIFIED = Instant.parse("2025-10-01T08:00:00Z");

    private final String path;
    private String project = "shop";
    private String sha256 = "0".repeat(64);
    private String language;
    private Instant modifiedAt = MODIFIED;
    private final List<Definition> definitions = new ArrayList<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Symbol> symbols = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private boolean exported = true;
    private String docs = "";

    /** A small shop: who finds a user, who uses that, and a test of it. */
    public static List<CodeEvent> shop() {
        return List.of(
                file("src/find.ts")
                        .bytes(1)
                        .imports("./db", "query")
                        .imports("express")
                        .docs("Finds a user by id.")
                        .defines("function", "findUser", "function findUser(id: string): Promise<User>")
                        .defines("class", "UserCache")
                        .uses("query", 12)
                        .of("store")
                        .seen(),
                file("src/db.ts")
                        .bytes(2)
                        .defines("function", "query", "function query(sql: string): Row[]")
                        .of("store")
                        .seen(),
                file("src/login.ts")
                        .bytes(3)
                        .imports("./find", "findUser")
                        .docs("Retries a worker until it has a user.")
                        .defines("function", "retryWorker", "function retryWorker(): void")
                        .uses("findUser", 14, 17)
                        .of("store")
                        .seen(),
                file("src/find.test.ts")
                        .bytes(4)
                        .imports("./find", "findUser")
                        .defines("function", "findsUsers", "function findsUsers(): void")
                        .uses("findUser", 3)
                        .of("store")
                        .seen());
    }

    /** Has the journal of a data directory know the shop, before a program opens it. */
    public static void writeShop(Path data) {
        try (Journal journal = SqliteJournal.open(data.resolve("journal.db"), InstantSource.system())) {
            try (var timelines = new Timelines(journal, codec(journal))) {
                appendShop(journal, timelines);
            }
        }
    }

    public static void appendShop(Journal journal, Timelines timelines) {
        new CodeFacts(journal, codec(journal), timelines)
                .append(shop(), new CodeFacts.Seen("indexer", "run-1", MODIFIED));
    }

    private static Codec codec(Journal journal) {
        return new Codec(journal.blobs(), AllSlices.of().facts());
    }

    private SeenFile(String path) {
        this.path = path;
        this.language = path.endsWith(".java") ? "java" : path.endsWith(".py") ? "python" : "typescript";
    }

    public static SeenFile file(String path) {
        return new SeenFile(path);
    }

    public SeenFile of(String project) {
        this.project = project;
        return this;
    }

    /** Its bytes, as a number. */
    public SeenFile bytes(int content) {
        sha256 = "%064x".formatted(content);
        return this;
    }

    public SeenFile sha256(String hash) {
        sha256 = hash;
        return this;
    }

    public SeenFile language(String name) {
        language = name;
        return this;
    }

    public SeenFile modified(Instant at) {
        modifiedAt = at;
        return this;
    }

    /** What follows is only for itself. */
    public SeenFile hidden() {
        exported = false;
        return this;
    }

    /** What is said of the next definition. */
    public SeenFile docs(String text) {
        docs = text;
        return this;
    }

    public SeenFile defines(String kind, String name) {
        return defines(kind, name, kind + " " + name);
    }

    public SeenFile defines(String kind, String name, String signature) {
        int line = 10 * (definitions.size() + 1);
        definitions.add(new Definition(
                name,
                kind,
                line,
                4,
                line + 5,
                exported,
                Optional.of(signature),
                Optional.of(docs).filter(text -> !text.isEmpty()),
                List.of(),
                Optional.empty()));
        docs = "";
        return this;
    }

    public SeenFile imports(String module, String... names) {
        String kind = module.startsWith(".") ? "local" : "external";
        imports.add(new Import(module, kind, false, Optional.empty(), List.of(names), imports.size() + 1, 0));
        return this;
    }

    /** It imports what stands in the tree itself, however that is called. */
    public SeenFile importsOwn(String module, String... names) {
        imports.add(new Import(module, "local", false, Optional.empty(), List.of(names), imports.size() + 1, 0));
        return this;
    }

    /** It takes the one thing of a module, under this name. */
    public SeenFile takes(String name, String module) {
        imports.add(new Import(module, "local", false, Optional.of(name), List.of("default"), imports.size() + 1, 0));
        return this;
    }

    /** It requires a module, under this name. */
    public SeenFile requires(String name, String module) {
        imports.add(new Import(module, "local", false, Optional.of(name), List.of(), imports.size() + 1, 0));
        return this;
    }

    public SeenFile symbol(String name) {
        symbols.add(new Symbol(name, "constant", symbols.size() + 2, 8, Optional.empty()));
        return this;
    }

    /** The module of Go that a go.mod is about. */
    public SeenFile module(String name) {
        symbols.add(new Symbol(name, "module", 1, 7, Optional.empty()));
        return this;
    }

    /** Another name for something. */
    public SeenFile alias(String name, String of) {
        return alias(symbols.size() + 2, name, of);
    }

    public SeenFile alias(int line, String name, String of) {
        symbols.add(new Symbol(name, "alias", line, 8, Optional.of(of)));
        return this;
    }

    public SeenFile uses(String name, Integer... lines) {
        references.add(new Reference(name, List.of(lines)));
        return this;
    }

    public CodeEvent.FileIndexed seen() {
        return new CodeEvent.FileIndexed(
                project,
                path,
                sha256,
                400,
                language,
                modifiedAt,
                new ParsedFile(definitions, imports, symbols, references, false));
    }

    public CodeEvent.FileRemoved gone() {
        return new CodeEvent.FileRemoved(project, path);
    }

    public CodeEvent.Tagged tagged(String... tags) {
        return new CodeEvent.Tagged(project, path, List.of(tags));
    }
}
