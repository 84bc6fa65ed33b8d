package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of one object of a record. {@code null} is the same as absent; a value of the wrong type is a finding, and
 * absent or converted.
 */
record RecordFields(String file, String at, ObjectNode object, List<Finding> findings) {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");

    private Optional<JsonNode> node(String key) {
        return Optional.ofNullable(object.get(key)).filter(it -> !it.isNull());
    }

    Optional<String> text(String key) {
        Optional<JsonNode> node = node(key);
        node.filter(it -> !it.isTextual())
                .ifPresent(it -> wrong(key, "is %s, not a text: absent".formatted(FlawedRecord.kind(it))));
        return node.filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** Returns a text that has to be there: that of a number or truth value, else an empty one. */
    String required(String key) {
        return required(key, "");
    }

    /** As {@link #required(String)}, but {@code otherwise} in place of an empty one. */
    String required(String key, String otherwise) {
        return told(key, "taken as a text").orElseGet(() -> {
            lacking(key, otherwise.isEmpty() ? "empty" : "taken as '" + otherwise + "'");
            return otherwise;
        });
    }

    /** Returns a time as text; a number is one since 1970. */
    Optional<String> time(String key) {
        return told(key, "taken as the time since 1970");
    }

    private Optional<String> told(String key, String conversion) {
        Optional<JsonNode> node = node(key);
        node.filter(JsonNode::isNumber).ifPresent(_ -> wrong(key, "is a number, not a text: " + conversion));
        node.filter(JsonNode::isBoolean).ifPresent(_ -> wrong(key, "is a truth value, not a text: taken as a text"));
        return node.filter(JsonNode::isValueNode).map(it -> it.isNumber() ? plain(it.decimalValue()) : it.asText());
    }

    /** Tells of a field that has to be there and cannot be read, and what is taken instead. */
    void lacking(String key, String instead) {
        Optional<JsonNode> node = node(key);
        if (node.isPresent()) {
            wrong(key, "is %s: %s".formatted(FlawedRecord.kind(node.get()), instead));
        } else {
            findings.add(Finding.warn(file, at + "." + key, "MISSING_FIELD", "is not there: %s", instead));
        }
    }

    /** A number of a thousand digits is no time, and takes long to write out. */
    private static String plain(BigDecimal number) {
        return Math.abs(number.scale()) < 100 ? number.toPlainString() : number.toString();
    }

    long requiredNumber(String key, long otherwise) {
        if (node(key).isEmpty()) {
            lacking(key, "taken as " + otherwise);
        }
        return number(key, FlawedRecord.U32_MAX).orElse(otherwise);
    }

    /** Returns a whole number from 0 on; a text of digits is taken as one. */
    Optional<Long> number(String key, long max) {
        Optional<JsonNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        JsonNode it = node.get();
        BigDecimal number;
        if (it.isNumber()) {
            number = it.decimalValue();
        } else if (it.isTextual() && WHOLE.matcher(it.textValue().strip()).matches()) {
            number = new BigDecimal(it.textValue().strip());
        } else {
            wrong(key, "is %s, not a number: absent".formatted(FlawedRecord.kind(it)));
            return Optional.empty();
        }
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            wrong(key, "is out of range (0 to %d): absent".formatted(max));
            return Optional.empty();
        }
        try {
            long value = number.longValueExact();
            if (it.isTextual()) {
                wrong(key, "is a text of digits: taken as a number");
            } else if (number.scale() != 0) {
                wrong(key, "is written as a fraction: taken as a whole number");
            }
            return Optional.of(value);
        } catch (ArithmeticException _) {
            wrong(key, "is no whole number: absent");
            return Optional.empty();
        }
    }

    Optional<Boolean> flag(String key) {
        Optional<JsonNode> node = node(key);
        node.filter(it -> !it.isBoolean())
                .ifPresent(it -> wrong(key, "is %s, not a truth value: absent".formatted(FlawedRecord.kind(it))));
        return node.filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    Optional<List<String>> texts(String key) {
        Optional<JsonNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof ArrayNode array)) {
            wrong(key, "is %s, not a list: absent".formatted(FlawedRecord.kind(node.get())));
            return Optional.empty();
        }
        var texts = new ArrayList<String>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isTextual()) {
                texts.add(array.get(i).textValue());
            } else {
                wrong(key + "[" + i + "]", "is %s, not a text: left out".formatted(FlawedRecord.kind(array.get(i))));
            }
        }
        return Optional.of(List.copyOf(texts));
    }

    Optional<Json> json(String key) {
        return node(key).map(JsonText::of);
    }

    private void wrong(String key, String message) {
        findings.add(Finding.warn(file, at + "." + key, "WRONG_TYPE", message));
    }
}
