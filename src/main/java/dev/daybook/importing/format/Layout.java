package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.importing.container.Container;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files of one form.
 *
 * @param path below the root; {@code *} is any part of a name, {@code **} any names
 * @param container of records
 * @param id the JSON pointer of what tells a record from others beside it
 */
record Layout(String path, Role role, Optional<Container> container, String kind, String id) {

    /** What a file is to the reader. */
    enum Role {
        /** It holds records. */
        RECORDS,
        /** It holds records, where the tree is one of the tool for other reasons. */
        RECORDS_BESIDE,
        /** It is a database: its tables are kept, but for those whose rows are records. */
        TABLES,
        /** It is kept whole, and belongs to the tool for sure. */
        TOLD,
        /** It is kept whole. */
        KEPT
    }

    boolean matches(String file) {
        return Pattern.matches(regex(), file);
    }

    boolean isOneFile() {
        return path.indexOf('*') < 0;
    }

    /** Returns the folder that all its files are in; empty is the root. */
    String folder() {
        int wildcard = isOneFile() ? path.length() : path.indexOf('*');
        int slash = path.lastIndexOf('/', wildcard - 1);
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Returns the name of a file by which a record is known that it consists of. */
    JsonNode name(String file) {
        return TextNode.valueOf(folder().isEmpty() ? file : file.substring(folder().length() + 1));
    }

    /** Returns the file in which a record of that key stands, if it is of this form. */
    Optional<String> file(String key) {
        List<String> names = RecordKeys.names(key);
        return switch (id) {
            case Format.NAME -> Optional.of(below(key));
            case Format.POSITION, Format.CONTENT -> names.stream().findFirst().map(this::below);
            default -> Optional.of(path).filter(_ -> isOneFile());
        };
    }

    private String below(String name) {
        return folder().isEmpty() ? name : folder() + "/" + name;
    }

    private String regex() {
        var regex = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                regex.append(path.charAt(i) == '*' ? "[^/]*" : Pattern.quote(path.substring(i, i + 1)));
            }
        }
        return regex.toString();
    }
}
