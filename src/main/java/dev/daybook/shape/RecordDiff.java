package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Shape.Member;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one record says otherwise than another one. */
final class RecordDiff {

    static ChangeTree of(Shape<?> shape, Object was, Object is) {
        var root = new ChangeTree();
        diff(shape, "", was, is, root);
        return root;
    }

    private static void diff(Shape<?> shape, String at, Object was, Object is, ChangeTree tree) {
        for (Member member : shape.written) {
            Object old = member.value(was);
            Object now = member.value(is);
            if (old == null ? now != null : !old.equals(now)) {
                String pointer = at + member.field().pointer;
                member(member.field(), pointer, old, now, tree.at(member.field().name));
            }
        }
        if (shape.more.isPresent()) {
            others(at, shape.more.get().value(was), shape.more.get().value(is), tree);
        }
    }

    private static void member(Field field, String at, @Nullable Object old, @Nullable Object now, ChangeTree tree) {
        if (field.kind == Kind.NESTED && old != null && now != null) {
            diff(field.shape(), at, old, now, tree);
        } else if (field.kind == Kind.LIST && old instanceof List<?> before && now instanceof List<?> after) {
            elements(field, at, before, after, tree);
        } else {
            tree.change(at, json(field, old), json(field, now));
        }
    }

    private static void elements(Field field, String at, List<?> before, List<?> after, ChangeTree tree) {
        tree.list(before.size(), () -> json(field, after).orElse(Json.NULL));
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            String here = at + '/' + i;
            if (i >= before.size()) {
                tree.at(Integer.toString(i)).change(here, Optional.empty(), Optional.of(element(field, after.get(i))));
            } else if (i >= after.size()) {
                tree.at(Integer.toString(i)).change(here, Optional.of(element(field, before.get(i))), Optional.empty());
            } else if (!before.get(i).equals(after.get(i))) {
                diff(field.shape(), here, before.get(i), after.get(i), tree.at(Integer.toString(i)));
            }
        }
    }

    private static Json element(Field field, Object element) {
        var out = new JsonWriter(Spelling.COMPACT, 0);
        RecordWriter.write(field.shape(), element, out);
        return new Json(new String(out.bytes(), StandardCharsets.UTF_8));
    }

    /** Returns a member as it is written: absent ones are null, or not there. */
    private static Optional<Json> json(Field field, @Nullable Object value) {
        if (value == null) {
            return field.sparse ? Optional.empty() : Optional.of(Json.NULL);
        }
        var out = new JsonWriter(Spelling.COMPACT, 0);
        RecordWriter.value(field, value, out);
        return Optional.of(new Json(new String(out.bytes(), StandardCharsets.UTF_8)));
    }

    private static void others(String at, @Nullable Object was, @Nullable Object is, ChangeTree tree) {
        Map<String, Json> before = members(was);
        Map<String, Json> after = members(is);
        before.forEach((name, value) -> {
            if (!after.containsKey(name)) {
                tree.at(name).change(at + Change.pointer(name), Optional.of(value), Optional.empty());
            }
        });
        after.forEach((name, value) -> {
            Optional<Json> old = Optional.ofNullable(before.get(name));
            if (!old.equals(Optional.of(value))) {
                tree.at(name).change(at + Change.pointer(name), old, Optional.of(value));
            }
        });
    }

    /** Of those of one name the last one counts. */
    private static Map<String, Json> members(@Nullable Object object) {
        var members = new LinkedHashMap<String, Json>();
        if (object instanceof Json json) {
            var in = JsonCursor.of(json.text().getBytes(StandardCharsets.UTF_8));
            in.enter();
            while (in.member()) {
                members.put(in.memberName(), in.compact());
            }
        }
        return members;
    }

    private RecordDiff() {}
}
