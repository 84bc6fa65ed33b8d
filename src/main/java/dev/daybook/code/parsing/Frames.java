package dev.daybook.code.parsing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service and its parsers write to each other. A question is a grammar, the
 * modules of the tree, and a file; an answer is what is known of the file, or why nothing is.
 */
final class Frames {

    /** The first thing that a worker writes: it can be asked. */
    static final int READY = 0x44_42_50_31;

    private static final int PARSED = 0;
    private static final int FAILED = 1;

    private static final int OWN_MODULES_MAX = 10_000;
    /** A file to be parsed. */
    @SuppressWarnings("ArrayRecordComponent") // it goes through a pipe and is never compared
    record Question(Grammar grammar, List<String> ownModules, byte[] utf8) {}

    /** What came of it. */
    sealed interface Answer {

        /** All that is known of the file, and how much more it has. */
        record Known(ParsedFile file, long cut) implements Answer {}

        /** The worker lives, and could not read the file. */
        record Failed(String reason) implements Answer {}
    }

    private Frames() {}

    static void write(Question question, DataOutputStream out) throws IOException {
        out.writeUTF(question.grammar.name());
        List<String> modules = question.ownModules.subList(0, Math.min(OWN_MODULES_MAX, question.ownModules.size()));
        out.writeInt(modules.size());
        for (String module : modules) {
            out.writeUTF(module);
        }
        out.writeInt(question.utf8.length);
        out.write(question.utf8);
        out.flush();
    }

    /** @throws java.io.EOFException if nobody asks any more */
    static Question readQuestion(DataInputStream in) throws IOException {
        Grammar grammar = Grammar.valueOf(in.readUTF());
        int count = in.readInt();
        var modules = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            modules.add(in.readUTF());
        }
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new Question(grammar, modules, bytes);
    }

    static void write(Answer answer, DataOutputStream out) throws IOException {
        switch (answer) {
            case Answer.Known known -> {
                out.writeByte(PARSED);
                ParsedFrame.write(known.file, out);
                out.writeLong(known.cut);
            }
            case Answer.Failed failed -> {
                out.writeByte(FAILED);
                ParsedFrame.text(failed.reason, out);
            }
        }
        out.flush();
    }

    /** @throws IOException if the worker ended before it had answered, or answers nonsense */
    static Answer readAnswer(DataInputStream in) throws IOException {
        return in.readByte() == PARSED
                ? new Answer.Known(ParsedFrame.read(in), in.readLong())
                : new Answer.Failed(ParsedFrame.text(in));
    }
}
