package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.container.YamlFile;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code meta.yaml} or {@code meta.yml} says of a task.
 *
 * @param object all of it, as JSON
 * @param style how it was written: its text
 */
record Meta(
        String file,
        ObjectNode object,
        Spelling style,
        Optional<String> id,
        Optional<String> title,
        Optional<List<String>> labels,
        Optional<List<String>> dependsOn,
        Optional<String> parent,
        Optional<Integer> priority,
        Optional<Integer> por,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt) {

    /** Returns its ranks as metadata: what is ranked is picked by {@code por}, then by priority, the lowest first. */
    Optional<Json> ranks() {
        return por.isEmpty() && priority.isEmpty()
                ? Optional.empty()
                : Optional.of(new Json(
                        "{\"por\":%s}".formatted(por.map(String::valueOf).orElse("null"))));
    }

    /** Reads the file; nothing, and a finding, if no YAML parser would. */
    static Optional<Meta> of(String file, byte[] bytes, SbiId sbi, Limits limits, Timestamps times, Results results) {
        return YamlFile.read(file, bytes, limits, results)
                .map(yamlFile -> meta(file, yamlFile.object(), yamlFile.spelling(), sbi, times, results));
    }

    private static Meta meta(
            String file, ObjectNode object, Spelling style, SbiId sbi, Timestamps times, Results results) {
        var fields = new JsonFields(file, object, times, results);
        Optional<String> id = fields.text("id");
        id.filter(text -> !text.equals(sbi.value()))
                .ifPresent(text -> fields.warn(
                        "id",
                        SbiName.isId(text) ? "ID_MISMATCH" : "ILLEGAL_ID",
                        "names '%s', the folder is %s: the folder counts",
                        text,
                        sbi));
        return new Meta(
                file,
                object,
                style,
                id,
                fields.text("title").map(Heading::title),
                fields.texts("labels"),
                SbiName.ids("depends_on", fields),
                fields.plain("pbi_id").filter(text -> !text.equals("0") && !text.isBlank()),
                fields.count("priority"),
                fields.count("por"),
                fields.time("created_at", true),
                fields.time("updated_at", true));
    }
}
