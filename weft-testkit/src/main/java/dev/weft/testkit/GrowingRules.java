package dev.weft.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the policies of a workflow's fan-outs come to: which steps may fail for an element, for which elements
/// they do, and how many elements are executed at the same time. Not safe for several threads.
final class GrowingRules {
    private final boolean used;
    private final boolean flaky;
    private final Set<Long> tolerated = new HashSet<>();
    private final Set<Long> unsteady = new HashSet<>();
    private final Map<Long, Integer> bounds = new HashMap<>(); // by origin

    /// @param used whether there are policies at all
    /// @param flaky whether some steps fail at some attempts, and at others for the same element they do not
    GrowingRules(boolean used, boolean flaky) {
        this.used = used;
        this.flaky = flaky;
    }

    boolean areUsed() {
        return used;
    }

    GrowingPolicy policy(GrowingStep.Each step) {
        return used ? GrowingPolicy.of(step) : GrowingPolicy.NONE;
    }

    /// Gets to know the steps of a workflow.
    void learn(Collection<GrowingStep.One> ones, Collection<GrowingStep.Each> eaches) {
        for (GrowingStep.Each each : eaches) {
            GrowingPolicy policy = policy(each);
            if (policy.tolerates()) {
                tolerate(each);
            }
            if (policy.parallelism() > 0) {
                bounds.merge(each.origin().id(), policy.parallelism(), Math::min);
            }
        }
        for (GrowingStep.One one : ones) {
            if (one instanceof GrowingStep.First first) {
                tolerate(first.of());
            }
        }
    }

    /// A policy holds for a step and for those before it of the same elements.
    private void tolerate(GrowingStep.Each each) {
        tolerated.add(each.id());
        boolean leavesTraces = !(each instanceof GrowingStep.Filtered);
        if (flaky && leavesTraces && (each.id() >>> 11 & 3) == 0) {
            unsteady.add(each.id());
        }
        switch (each) {
            case GrowingStep.Mapped mapped -> tolerate(mapped.of());
            case GrowingStep.Filtered filtered -> tolerate(filtered.of());
            case GrowingStep.Zipped zipped -> {
                tolerate(zipped.of());
                tolerate(zipped.with());
            }
            case GrowingStep.ForEach _, GrowingStep.FlatMapped _ -> {}
        }
    }

    /// Whether a step may fail for good for some elements.
    boolean isTolerated(long step) {
        return tolerated.contains(step);
    }

    /// Whether it is known of no attempt in advance whether it fails for good.
    boolean isFlaky(long step) {
        return unsteady.contains(step);
    }

    /// Whether a step fails for an element, at each attempt.
    boolean fails(long step, long element) {
        return tolerated.contains(step)
                && !isFlaky(step)
                && Math.floorMod(SimulatedValue.mixed(~step, element), 4 + (step >>> 7 & 7)) == 0;
    }

    /// How many elements of a fan-out are executed at the same time; 0 for any number.
    ///
    /// @param origin the step that has made the elements
    int bound(long origin) {
        return bounds.getOrDefault(origin, 0);
    }
}
