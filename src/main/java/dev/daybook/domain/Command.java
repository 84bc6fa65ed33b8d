package dev.daybook.domain;

/** Something a caller asks for. It names the stream whose history decides about it. */
public interface Command {

    /** The kind of thing it is about, such as {@code sbi}: the category of its stream. */
    String category();

    /** Which one of that kind: the key of its stream. */
    String key();
}
