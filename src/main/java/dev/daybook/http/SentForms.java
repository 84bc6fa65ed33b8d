package dev.daybook.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Forms that were carried out, by what was sent: the same again, as a second click sends it, is shown what came of it and
 * carries nothing out. What changes a thing or takes it away would find it changed already, and what takes long would begin
 * anew. The last of them are known until the server stops; a key in the journal knows those of facts beyond that. Thread-safe.
 */
final class SentForms {

    private static final int KNOWN_MAX = 1_000;

    private final Map<String, CompletableFuture<String>> places = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<String>> eldest) {
            return size() > KNOWN_MAX;
        }
    };

    /**
     * Returns where one sees what came of a form; where it is carried out at this moment, as soon as it is. A refusal is
     * nothing that came of it: who sends it again has it tried again.
     *
     * @param sent all that was sent, and by whom
     */
    String once(String sent, Callable<String> carryOut) throws Exception {
        var mine = new CompletableFuture<String>();
        while (true) {
            CompletableFuture<String> first;
            synchronized (places) {
                first = places.computeIfAbsent(sent, _ -> mine);
            }
            if (first == mine) {
                return first(sent, mine, carryOut);
            }
            String place = first.join();
            if (!place.isEmpty()) {
                return place;
            }
        }
    }

    private String first(String sent, CompletableFuture<String> mine, Callable<String> carryOut) throws Exception {
        String place = "";
        try {
            place = carryOut.call();
            return place;
        } finally {
            if (place.isEmpty()) {
                synchronized (places) {
                    places.remove(sent, mine);
                }
            }
            mine.complete(place);
        }
    }
}
