package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.sbi.SbiOperations.Leased;
import dev.daybook.sbi.SbiOperations.Which;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of what hangs on tasks: notes, files, and the records that files of tools have of them. */
final class AttachmentOperations {

    private static final String NOTES = SbiOperations.SBI + "/notes";
    private static final String FILES = SbiOperations.SBI + "/attachments";
    private static final String RECORDS = SbiOperations.SBI + "/records";

    /** Content in a fact takes several times its size while it is written. */
    private static final int HEAP_SHARE = 24;

    private record Noted(
            Leased leased,

            @Says(value = "the note", min = 1, max = 1 << 20, like = "Look at the retry worker")
            String text,

            @Says(value = "the turn it is about", label = "N", min = 1, max = 1_000_000)
            Optional<Integer> turn,

            @Says(value = "who says so", label = "NAME", min = 1, max = 200)
            Optional<String> author) {}

    private record Attached(
            Leased leased,

            @Says(value = "what the file is called", min = 1, max = 255, like = "notes.txt")
            String name,

            @Says(
                    value = "how its content is given",
                    words = {"utf-8", "base64", StoredContent.ENCODING},
                    standard = "utf-8")
            String encoding,

            @Says(
                    value = "what is in it; with the encoding stored its name, as POST /contents answered",
                    label = "FILE",
                    like = "hello")
            String content) {}

    private record OneFile(
            Which which,

            @Says(value = "which file", min = 1, max = 255, like = "notes.txt")
            String name) {}

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(
                Operation.<Noted, Ground>writes("sbi note", "addNote", "POST " + NOTES, Noted.class)
                        .says("Adds a note to a task.")
                        .inHeader("lease", TurnOperations.LEASE)
                        .tool("update", "note", "author")
                        .called(form -> form.words("id", "text").option("lease", "--lease-generation"))
                        .creates(
                                "Written",
                                (noted, call, _) -> created(
                                        noted.leased(),
                                        new SbiCommand.AddNote(
                                                noted.leased().which().sbi(),
                                                noted.text(),
                                                noted.turn(),
                                                noted.author()),
                                        "/notes",
                                        call)),
                Operation.<Which, Ground>reads("sbi notes", "listNotes", "GET " + NOTES, Which.class)
                        .says("The notes on a task, oldest first.")
                        .from(SbiOperations.READ_MODEL)
                        .ofThing((which, _, _) -> which.thing())
                        .paged()
                        .columns("number", "turn", "author", "created=createdAt", "text")
                        .called(form -> form.words("id").ifNone("no notes so far: daybook sbi note ID TEXT adds one"))
                        .lists(
                                "Note",
                                NoteView.class,
                                (which, call, ground) -> SbiOperations.queries(ground)
                                        .notes(TurnOperations.known(which.id(), ground), call.cursor(), call.limit())),
                Operation.<Attached, Ground>writes("sbi attach", "attachFile", "POST " + FILES, Attached.class)
                        .says("Attaches a file to a task.")
                        .inHeader("lease", TurnOperations.LEASE)
                        .called(form -> form.words("id", "name", "content")
                                .content("content", "encoding")
                                .option("lease", "--lease-generation"))
                        .creates(
                                "Written",
                                (attached, call, ground) -> created(
                                        attached.leased(),
                                        attach(attached, new Contents(ground.journal(), ground.codec())),
                                        "/attachments/" + Operation.encoded(attached.name()),
                                        call)),
                Operation.<Which, Ground>reads("sbi attachments", "listAttachments", "GET " + FILES, Which.class)
                        .says("The files of a task.")
                        .from(SbiOperations.READ_MODEL)
                        .ofThing((which, _, _) -> which.thing())
                        .paged()
                        .columns("name", "bytes=contentBytes", "encoding", "attached=attachedAt")
                        .called(form ->
                                form.words("id").ifNone("no files so far: daybook sbi attach ID NAME FILE adds one"))
                        .lists(
                                "AttachmentRow",
                                AttachmentView.class,
                                (which, call, ground) -> SbiOperations.queries(ground)
                                        .attachments(
                                                TurnOperations.known(which.id(), ground), call.cursor(), call.limit())),
                Operation.<OneFile, Ground>reads(
                                "sbi attachment", "getAttachment", "GET " + FILES + "/{name}", OneFile.class)
                        .says("A file of a task, with its content.")
                        .from(SbiOperations.READ_MODEL)
                        .ofThing((oneFile, _, _) -> oneFile.which().thing())
                        .called(form -> form.words("id", "name").procedure())
                        .answers(
                                "Attachment",
                                AttachmentView.class,
                                (oneFile, _, ground) -> Outcome.shown(SbiOperations.queries(ground)
                                        .attachment(
                                                TurnOperations.known(
                                                        oneFile.which().id(), ground),
                                                oneFile.name())
                                        .orElseThrow(() -> Rejected.notFound(
                                                "%s has no file '%s'",
                                                oneFile.which().id(), oneFile.name())))),
                Operation.<Which, Ground>reads("sbi records", "listTaskRecords", "GET " + RECORDS, Which.class)
                        .says(
                                "What files of a tool say of a task, with all fields that stand there.",
                                "Some have no place in a task here, such as the hours that were estimated.")
                        .from(SbiOperations.READ_MODEL)
                        .ofThing((which, _, _) -> which.thing())
                        .paged()
                        .columns("file", "record", "position")
                        .called(form -> form.words("id").ifNone("no file of a tool says anything of it"))
                        .lists(
                                "TaskRecord",
                                TaskRecordView.class,
                                (which, call, ground) -> SbiOperations.queries(ground)
                                        .records(
                                                TurnOperations.known(which.id(), ground),
                                                call.cursor(),
                                                call.limit())));
    }

    /** Of stored content only what an import keeps in pieces, too, stays so: the rest is as if it had been given here. */
    private static SbiCommand.Attach attach(Attached it, Contents contents) {
        SbiId sbi = it.leased().which().sbi();
        if (!it.encoding().equals(StoredContent.ENCODING)) {
            return new SbiCommand.Attach(sbi, it.name(), it.encoding(), it.content());
        }
        StoredContent stored = StoredContent.of("/content", it.content());
        if (!contents.find(stored.sha256()).equals(Optional.of(stored))) {
            throw Rejected.invalidAt(
                    "/content", "%s is not there: POST /contents stores it, and answers with its name", stored);
        }
        if (stored.sizeBytes()
                > Math.min(Limits.DEFAULT.fileBytesMax(), Runtime.getRuntime().maxMemory() / HEAP_SHARE)) {
            return new SbiCommand.Attach(sbi, it.name(), it.encoding(), it.content());
        }
        FileEntity.Content content = contents.whole(stored);
        return new SbiCommand.Attach(sbi, it.name(), content.encoding(), content.content());
    }

    private static Outcome created(Leased leased, SbiCommand command, String below, Call call) {
        String id = leased.which().id();
        return Outcome.created(SbiOperations.place(id) + below, id, call.submit(leased.under(command, call)));
    }

    private AttachmentOperations() {}
}
