package dev.daybook.domain;

/** Says where the files of a project lie, which are of one kind. */
public interface Rooted extends Event {

    /** Returns what reads such files: a tool, or Daybook itself. */
    String kind();

    /** Returns its name; empty for the first project of that kind. */
    String project();

    /** Returns an absolute path of the machine that the files were read on. */
    String root();
}
