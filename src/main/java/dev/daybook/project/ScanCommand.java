package dev.daybook.project;

import dev.daybook.domain.Command;

/** Notes something: what is so already is not noted twice. */
public record ScanCommand(ScanEvent fact) implements Command {

    @Override
    public String category() {
        return ScanEvent.CATEGORY;
    }

    @Override
    public String key() {
        return fact.key();
    }
}
