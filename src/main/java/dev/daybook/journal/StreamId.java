package dev.daybook.journal;

/**
 * The name of a stream: the history of one thing. {@code category} is its kind, {@code key} which one, written
 * {@code category/key}, such as {@code sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S}.
 */
public record StreamId(String category, String key) {

    public StreamId {
        if (category.isEmpty() || category.indexOf('/') >= 0 || key.isEmpty()) {
            throw new IllegalArgumentException("'%s/%s' is not a stream: want kind/id".formatted(category, key));
        }
    }

    /** Reads {@code category/key}; only the first slash separates. */
    public static StreamId parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'%s' is not a stream: want kind/id, such as sbi/SBI-01…".formatted(text));
        }
        return new StreamId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return category + "/" + key;
    }
}
