package dev.daybook.journal;

/** The lease under which something was to be appended is not held any more. Nothing was appended, nor should be. */
@SuppressWarnings("serial")
public final class Fenced extends RuntimeException {

    public Fenced(Fence fence) {
        super(
                "the lease '%s' of epoch %d is not held any more: another node goes on, and this one wrote nothing"
                        .formatted(fence.lease(), fence.epoch()),
                null,
                false,
                false);
    }
}
