package dev.daybook.cli;

/** Nobody reads our output any more, as after {@code | head}. */
@SuppressWarnings("serial")
final class OutputClosed extends RuntimeException {

    OutputClosed() {
        super("the reader of the output is gone", null, false, false);
    }
}
