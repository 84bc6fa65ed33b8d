package dev.daybook.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses what to send by what the client takes. */
final class Accept {

    private record Range(String type, double quality) {

        boolean takes(String media) {
            return type.equals("*/*")
                    || type.equals(media)
                    || (type.endsWith("/*") && media.startsWith(type.substring(0, type.length() - 1)));
        }

        /** A named type says more than a group of types. */
        int exactness() {
            return type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2;
        }
    }

    private Accept() {}

    /** Returns the offer that {@code header} likes best, the earlier one of equals; nothing if it takes none. */
    static Optional<String> best(Optional<String> header, List<String> offers) {
        if (header.isEmpty() || offers.isEmpty()) {
            return offers.stream().findFirst();
        }
        List<Range> ranges =
                Request.split(header.get()).stream().map(Accept::range).toList();
        String chosen = "";
        double most = 0;
        for (String offer : offers) {
            double quality = ranges.stream()
                    .filter(range -> range.takes(offer))
                    .max((a, b) -> Integer.compare(a.exactness(), b.exactness()))
                    .map(Range::quality)
                    .orElse(0.0);
            if (quality > most) {
                most = quality;
                chosen = offer;
            }
        }
        return Optional.of(chosen).filter(offer -> !offer.isEmpty());
    }

    private static Range range(String text) {
        String[] parts = text.split(";");
        double quality = 1;
        for (int index = 1; index < parts.length; index++) {
            String parameter = parts[index].strip();
            if (parameter.startsWith("q=")) {
                quality = quality(parameter.substring(2));
            }
        }
        return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 1;
        }
    }
}
