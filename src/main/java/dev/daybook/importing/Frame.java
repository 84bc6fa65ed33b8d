package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Format.Taken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a file of records besides them: their order, how they are spelled, and the text between them.
 *
 * @param gaps what stands before each record, and after the last one
 */
record Frame(Spelling as, List<Place> places, List<String> gaps) {

    /** A record in the order of the file. */
    record Place(String kind, String key, List<String> path) {}

    static Frame of(Taken taken) {
        var places = new ArrayList<Place>();
        var there = new ArrayList<Container.Place>();
        taken.records().forEach((piece, record) -> {
            places.add(new Place(record.kind(), record.key(), piece.place().path()));
            there.add(piece.place());
        });
        List<String> gaps = Skeleton.of(taken.text(), there).gaps().stream()
                .map(gap -> new String(gap, StandardCharsets.UTF_8))
                .toList();
        return new Frame(taken.contents().as(), places, gaps);
    }

    Skeleton skeleton() {
        return new Skeleton(
                gaps.stream().map(gap -> gap.getBytes(StandardCharsets.UTF_8)).toList());
    }

    /** Returns it as the journal keeps it: a gap that stands several times in a row is written once. */
    Json json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("as", JsonSpelling.json(as));
        ArrayNode records = json.putArray("records");
        for (Place place : places) {
            ArrayNode record = records.addArray().add(place.kind()).add(place.key());
            place.path().forEach(record::add);
        }
        ArrayNode runs = json.putArray("gaps");
        for (int i = 0; i < gaps.size(); ) {
            int from = i;
            while (i < gaps.size() && gaps.get(i).equals(gaps.get(from))) {
                i++;
            }
            runs.addArray().add(i - from).add(gaps.get(from));
        }
        return JsonText.of(json);
    }

    static Frame of(Json frame) {
        JsonNode json = JsonText.tree(frame);
        var places = new ArrayList<Place>();
        for (JsonNode record : json.path("records")) {
            var path = new ArrayList<String>();
            for (int i = 2; i < record.size(); i++) {
                path.add(record.path(i).textValue());
            }
            places.add(new Place(record.path(0).textValue(), record.path(1).textValue(), path));
        }
        var gaps = new ArrayList<String>();
        for (JsonNode run : json.path("gaps")) {
            for (int i = 0; i < run.path(0).intValue(); i++) {
                gaps.add(run.path(1).textValue());
            }
        }
        return new Frame(JsonSpelling.of(json.path("as")), places, gaps);
    }
}
