package dev.daybook.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workspace with what is in it, also under its other keys.
 *
 * @param hash what the tool names its file by: the canonical one
 * @param path the folder, if anyone said which it is
 * @param aliases other keys that stand for it
 * @param sessions without those that another one of the same id shadows; {@code messages} those of the sessions
 * @param changedAt when a session of it was changed last
 * @param revision of the stream of {@code hash}, -1 if it has none
 */
public record WorkspaceView(
        String hash,
        Optional<String> path,
        List<String> aliases,
        long sessions,
        long messages,
        Optional<Instant> changedAt,
        long revision) {

    /**
     * What was said of one key.
     *
     * @param canonical the key of the folder; another one than {@code key} if that is an alias
     */
    public record Location(String key, Optional<String> path, String canonical, long revision) {}
}
