package dev.daybook.rollout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far a tool's move has come, as its decider sees it. */
public sealed interface Rollout {

    /** The scope of all units that neither have a stage of their own nor are in the share. */
    String ALL = "all";

    /** The scope of the units in the share. */
    String PERCENT = "percent";

    /** Nobody has set anything. */
    record Unset() implements Rollout {}

    /**
     * @param root where the files stand
     * @param stage of all units without another one
     * @param share some of the units, by a stable hash
     * @param units those with a stage of their own
     */
    record Moving(Optional<String> root, Stage stage, Optional<Share> share, Map<String, Own> units)
            implements Rollout {

        public Moving {
            units = Map.copyOf(units);
        }

        Moving with(String unit, Own own) {
            var all = new HashMap<>(units);
            all.put(unit, own);
            return new Moving(root, stage, share, all);
        }
    }

    /** The first {@code percent} of a hundred buckets. */
    record Share(Stage stage, int percent) {}

    /** What one unit has of its own. */
    record Own(Stage stage, Optional<String> root) {}

    /** Returns which setting counts for a unit: its own, else that of the share if it is in it, else that of all. */
    default String scope(String unit) {
        return switch (this) {
            case Unset _ -> ALL;
            case Moving it ->
                it.units.containsKey(unit)
                        ? unit
                        : it.share.filter(share -> bucket(unit) < share.percent).isPresent() ? PERCENT : ALL;
        };
    }

    /** Returns the stage of a scope. */
    default Stage stage(String scope) {
        return switch (this) {
            case Unset _ -> Stage.NONE;
            case Moving it ->
                switch (scope) {
                    case ALL -> it.stage;
                    case PERCENT -> it.share.map(Share::stage).orElse(it.stage);
                    default ->
                        Optional.ofNullable(it.units.get(scope)).map(Own::stage).orElse(it.stage);
                };
        };
    }

    /** Returns where the files of a unit stand, if anybody said so. */
    default Optional<String> root(String unit) {
        return switch (this) {
            case Unset _ -> Optional.empty();
            case Moving it ->
                Optional.ofNullable(it.units.get(unit)).flatMap(Own::root).or(it::root);
        };
    }

    /** Returns in which of a hundred buckets a unit is: SHA-256 of its name, as a number, modulo 100. */
    static int bucket(String unit) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(unit.getBytes(StandardCharsets.UTF_8));
            int bucket = 0;
            for (byte digit : hash) { // the first is the highest one
                bucket = (bucket * 256 + Byte.toUnsignedInt(digit)) % 100;
            }
            return bucket;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e); // the platform promises it
        }
    }
}
