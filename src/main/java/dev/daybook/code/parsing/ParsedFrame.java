package dev.daybook.code.parsing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of a file, as a parser writes it: its parts in their order, lists and texts with their length in front. */
final class ParsedFrame {

    /** Nothing that a parser finds is as large as that: who says so has lost its way. */
    private static final int SIZE_MAX = 64 << 20;

    private static final int NOTHING = -1;

    private interface Write<T> {
        void write(T part, DataOutputStream out) throws IOException;
    }

    private interface Read<T> {
        T read(DataInputStream in) throws IOException;
    }

    private ParsedFrame() {}

    static void write(ParsedFile file, DataOutputStream out) throws IOException {
        list(file.definitions(), ParsedFrame::write, out);
        list(file.imports(), ParsedFrame::write, out);
        list(file.symbols(), ParsedFrame::write, out);
        list(file.references(), ParsedFrame::write, out);
        out.writeBoolean(file.broken());
    }

    /** @throws IOException if it is none */
    static ParsedFile read(DataInputStream in) throws IOException {
        return new ParsedFile(
                list(ParsedFrame::definition, in),
                list(ParsedFrame::imported, in),
                list(ParsedFrame::symbol, in),
                list(ParsedFrame::reference, in),
                in.readBoolean());
    }

    private static void write(Definition it, DataOutputStream out) throws IOException {
        text(it.name(), out);
        text(it.kind(), out);
        out.writeInt(it.line());
        out.writeInt(it.column());
        out.writeInt(it.endLine());
        out.writeBoolean(it.exported());
        optional(it.signature(), out);
        optional(it.docstring(), out);
        list(it.decorators(), ParsedFrame::text, out);
        optional(it.scope(), out);
    }

    private static Definition definition(DataInputStream in) throws IOException {
        return new Definition(
                text(in),
                text(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                optional(in),
                optional(in),
                list(ParsedFrame::text, in),
                optional(in));
    }

    private static void write(Import it, DataOutputStream out) throws IOException {
        text(it.module(), out);
        text(it.kind(), out);
        out.writeBoolean(it.dynamic());
        optional(it.alias(), out);
        list(it.names(), ParsedFrame::text, out);
        out.writeInt(it.line());
        out.writeInt(it.column());
    }

    private static Import imported(DataInputStream in) throws IOException {
        return new Import(
                text(in),
                text(in),
                in.readBoolean(),
                optional(in),
                list(ParsedFrame::text, in),
                in.readInt(),
                in.readInt());
    }

    private static void write(Symbol it, DataOutputStream out) throws IOException {
        text(it.name(), out);
        text(it.kind(), out);
        out.writeInt(it.line());
        out.writeInt(it.column());
        optional(it.scope(), out);
    }

    private static Symbol symbol(DataInputStream in) throws IOException {
        return new Symbol(text(in), text(in), in.readInt(), in.readInt(), optional(in));
    }

    private static void write(Reference it, DataOutputStream out) throws IOException {
        text(it.name(), out);
        list(it.lines(), (Integer line, DataOutputStream to) -> to.writeInt(line), out);
    }

    private static Reference reference(DataInputStream in) throws IOException {
        return new Reference(text(in), list(DataInputStream::readInt, in));
    }

    private static <T> void list(List<T> parts, Write<T> each, DataOutputStream out) throws IOException {
        out.writeInt(parts.size());
        for (T part : parts) {
            each.write(part, out);
        }
    }

    private static <T> List<T> list(Read<T> each, DataInputStream in) throws IOException {
        int size = size(in);
        if (size == 0) {
            return List.of();
        }
        var parts = new ArrayList<T>(); // grows with what is there, not with what is said
        for (int i = 0; i < size; i++) {
            parts.add(each.read(in));
        }
        return List.copyOf(parts);
    }

    private static void optional(Optional<String> text, DataOutputStream out) throws IOException {
        if (text.isPresent()) {
            text(text.get(), out);
        } else {
            out.writeInt(NOTHING);
        }
    }

    private static Optional<String> optional(DataInputStream in) throws IOException {
        int size = in.readInt();
        return size == NOTHING ? Optional.empty() : Optional.of(text(size, in));
    }

    static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        return text(size(in), in);
    }

    private static String text(int size, DataInputStream in) throws IOException {
        byte[] bytes = new byte[checked(size)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int size(DataInputStream in) throws IOException {
        return checked(in.readInt());
    }

    private static int checked(int size) throws IOException {
        if (size < 0 || size > SIZE_MAX) {
            throw new IOException("%d is no size of a part of a file".formatted(size));
        }
        return size;
    }
}
