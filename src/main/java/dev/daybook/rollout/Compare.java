package dev.daybook.rollout;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Compared.Difference;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares both sides of units, thing by thing and field by field, while commands go on: what seems to differ is looked
 * at again with the unit standing still. Thread-safe.
 */
final class Compare {

    private final Stages stages;
    private final Units units;
    private final Sides sides;
    private final FileSide files;
    private final WriteBehind writeBehind;
    private final Meter meter;
    private final Repairs repairs;

    Compare(
            Stages stages,
            Units units,
            Sides sides,
            FileSide files,
            WriteBehind writeBehind,
            Meter meter,
            Repairs repairs) {
        this.stages = stages;
        this.units = units;
        this.sides = sides;
        this.files = files;
        this.writeBehind = writeBehind;
        this.meter = meter;
        this.repairs = repairs;
    }

    /**
     * Compares units of a tool; each counts for the figures of its stage.
     *
     * @param unit the only one; all if absent
     * @param retired whether also those whose files nobody writes any more
     * @throws Rejected if nobody said where the files stand
     */
    SortedMap<String, Compared> run(Tool tool, Optional<String> unit, boolean retired) {
        Optional<Path> root = stages.of(tool.kind(), unit.orElse("")).root();
        if (root.isEmpty() && unit.isPresent()) {
            throw Rejected.conflict(
                    "nobody said where the files of %s %s stand: rollout set gives them a stage and a root",
                    tool.kind(), unit.get());
        }
        sides.await();
        Map<String, List<StreamId>> inJournal = sides.byUnit(tool);
        var names = unit.isPresent() ? Set.of(unit.get()) : sides.units(tool, root);
        var compared = new TreeMap<String, Compared>();
        for (String name : names) {
            Stages.Place place = stages.of(tool.kind(), name);
            if (place.root().isPresent() && (retired || place.stage() != Stage.RETIRED)) {
                compared.put(name, run(tool, units.of(tool.kind(), name), inJournal.getOrDefault(name, List.of())));
            }
        }
        return compared;
    }

    private Compared run(Tool tool, Unit unit, List<StreamId> inJournal) {
        Stages.Place place = stages.of(tool.kind(), unit.name);
        try {
            Compared first = sides.compare(tool, unit, place, inJournal);
            Compared counted = first.isEqual() ? first : first.consistentOnly().plus(again(tool, unit, first));
            meter.add(tool.kind(), place, Figures.comparison(counted.total(), counted.consistent(), counted.lost()));
            unit.compared();
            return counted;
        } catch (IOException e) {
            return Compared.unreadable(unit.name, String.valueOf(e.getMessage()));
        }
    }

    /** What differed at first and does not any more was only under way. */
    private Compared again(Tool tool, Unit unit, Compared first) throws IOException {
        unit.alone().lock();
        try {
            Stages.Place place = stages.of(tool.kind(), unit.name);
            bringTogether(tool, unit, place);
            sides.await();
            Compared compared =
                    sides.compare(tool, unit, place, first.different().keySet());
            if (place.stage().takesNews() || place.stage() == Stage.JOURNAL) {
                lacking(tool, unit, place, compared);
            }
            return compared;
        } finally {
            unit.alone().unlock();
        }
    }

    /** Does what is under way anyway: takes the tool's news in, writes what is to be written. Alone with the unit. */
    void bringTogether(Tool tool, Unit unit, Stages.Place place) throws IOException {
        if (place.stage().takesNews()) {
            files.takeNews(tool, unit, place);
        }
        if (place.stage() == Stage.JOURNAL) {
            writeBehind.flush(tool, unit);
        }
        files.repair(tool, unit, place);
    }

    /**
     * What the journal has and the files have not, after all news were taken in, the files still have to get: a repair
     * that was forgotten with the process that knew of it. In the journal stage nothing of what somebody else wrote in
     * them, which stays until it is settled.
     */
    private void lacking(Tool tool, Unit unit, Stages.Place place, Compared compared) throws IOException {
        var lacking =
                new LinkedHashSet<>(compared.things(EnumSet.of(Difference.JOURNAL_ONLY, Difference.JOURNAL_SAYS_MORE)));
        repairs.of(unit).forEach(repair -> lacking.remove(repair.thing())); // which says what is in the way
        lacking.removeAll(files.untaken(tool, unit, place, lacking));
        repairs.add(unit, lacking, Side.FILE, "a comparison found it missing");
    }

    /** Returns how many units a comparison of all would look at. */
    int size(Tool tool) {
        return sides.units(tool, stages.of(tool.kind(), "").root()).size();
    }
}
