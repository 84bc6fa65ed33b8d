package dev.daybook.session.ait42;

import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.SessionRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Brings together what somebody made of a session and what a file makes of it, both having begun with the same record:
 * what the file leaves as it was stays as it is, everything else is as the file says.
 */
final class Merge {

    private Merge() {}

    static SessionRecord of(SessionRecord base, SessionRecord mine, SessionRecord theirs) {
        return new SessionRecord(
                theirs.id(),
                fields(base.profile(), mine.profile(), theirs.profile()),
                instances(base.instances(), mine.instances(), theirs.instances()),
                messages(base.messages(), mine.messages(), theirs.messages()));
    }

    private static List<Instance> instances(List<Instance> base, List<Instance> mine, List<Instance> theirs) {
        var merged = new ArrayList<Instance>();
        for (int i = 0; i < theirs.size(); i++) {
            merged.add(
                    i < base.size() && i < mine.size()
                            ? fields(base.get(i), mine.get(i), theirs.get(i))
                            : theirs.get(i));
        }
        var told = new HashSet<Instance>(theirs);
        for (int i = base.size(); i < mine.size(); i++) {
            if (i >= theirs.size() || !told.contains(mine.get(i))) {
                merged.add(mine.get(i));
            }
        }
        return merged;
    }

    private static List<Message> messages(List<Message> base, List<Message> mine, List<Message> theirs) {
        var merged = new ArrayList<Message>();
        int common = Math.min(base.size(), theirs.size());
        for (int i = 0; i < common; i++) {
            boolean untouched = theirs.get(i).equals(base.get(i));
            merged.add(untouched && i < mine.size() ? mine.get(i) : theirs.get(i));
        }
        List<Message> ours = mine.subList(Math.min(base.size(), mine.size()), mine.size());
        List<Message> news = theirs.subList(common, theirs.size());
        if (new HashSet<>(news).containsAll(ours)) {
            merged.addAll(news);
            return merged;
        }
        merged.addAll(ours); // they stand in the journal already
        var known = new HashSet<Message>(ours);
        news.stream().filter(it -> !known.contains(it)).forEach(merged::add);
        return merged;
    }

    /** Each field by itself. */
    private static <T extends Record> T fields(T base, T mine, T theirs) {
        if (theirs.equals(base)) {
            return mine;
        }
        if (mine.equals(base)) {
            return theirs;
        }
        try {
            RecordComponent[] components = base.getClass().getRecordComponents();
            var values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                var field = components[i].getAccessor();
                Object their = field.invoke(theirs);
                values[i] = their.equals(field.invoke(base)) ? field.invoke(mine) : their;
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked") // a record is made of its components
            T merged = (T) base.getClass().getDeclaredConstructor(types).newInstance(values);
            return merged;
        } catch (InvocationTargetException
                | IllegalAccessException
                | InstantiationException
                | NoSuchMethodException e) {
            throw new IllegalStateException("the fields of a record are public", e);
        }
    }
}
