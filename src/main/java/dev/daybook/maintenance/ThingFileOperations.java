package dev.daybook.maintenance;

import dev.daybook.history.AnyThing;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.export.Export.ThingFile;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.text.Utf8;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One thing as the files of tools would have it. */
final class ThingFileOperations {

    private record View(
            @Says("whose file it is") String tool,
            @Says("of the tool; empty: the first one") String project,
            @Says("its path below the folder of an export") String file,
            long sizeBytes,
            @Says("utf-8 or base64") String encoding,
            @Says("as the encoding says") String content) {

        static View of(ThingFile it) {
            Optional<String> text = Utf8.decode(it.bytes());
            return new View(
                    it.tool(),
                    it.project(),
                    it.file(),
                    it.bytes().length,
                    text.isPresent() ? "utf-8" : "base64",
                    text.orElseGet(() -> Base64.getEncoder().encodeToString(it.bytes())));
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "migrations",
            "Files of other tools.",
            List.of(Operation.<AnyThing, Ground>reads(
                            "files", "listThingFiles", "GET /files/{kind}/{id}", AnyThing.class)
                    .says(
                            "The files that an export would write of one thing, as they would be now.",
                            "Of a file in which several stand it is what tells of this one. Nothing is written.")
                    .from(Operation.JOURNAL)
                    .paged()
                    .columns("tool", "project", "file", "sizeBytes")
                    .csv("tool", "project", "file", "sizeBytes", "encoding", "content")
                    .drawn(new Drawing.Files("/items", "/file", "/content", "/encoding", "/sizeBytes"))
                    .called(form -> form.words("kind/id")
                            .ifNone("no tool has a file of {kind}/{id}, or there is no such thing"))
                    .lists(
                            "ThingFile",
                            View.class,
                            (which, _, ground) -> new Page<>(
                                    ground.service(Export.class).files(which.stream()).stream()
                                            .map(View::of)
                                            .toList(),
                                    Optional.empty()))));

    private ThingFileOperations() {}
}
