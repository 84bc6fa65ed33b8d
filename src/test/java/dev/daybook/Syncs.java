package dev.daybook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Tells which files and folders this process brings to the disk, from its making on: the JVM records it. Not what SQLite does. */
public final class Syncs implements AutoCloseable {

    private final Recording recording = new Recording();

    public Syncs() {
        recording.enable("jdk.FileForce").withoutThreshold().withoutStackTrace();
        recording.start();
    }

    /** Ends the recording and returns them, in their order, each as often as it was. */
    public List<Path> paths() {
        try {
            Path file = Files.createTempFile("syncs", ".jfr");
            try {
                recording.stop();
                recording.dump(file);
                return RecordingFile.readAllEvents(file).stream()
                        .map(event -> Path.of(event.getString("path")))
                        .toList();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
