package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invocation.Parcel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Claims that wait for a worker, in the order in which their runs came; of a task only the latest
/// claim, however often it is dispatched. Not safe for several threads.
final class WaitingClaims {
    private final Map<Work, Bundle> bundles = new LinkedHashMap<>();
    private final Map<TaskOfRun, Invocation> alone = new LinkedHashMap<>();
    private int shared;

    /// What invocations must have in common to be one.
    private record Work(RunKey run, int epoch, RunCode code, RunLimits limits) {
        static Work of(Invocation invocation) {
            return new Work(
                    invocation.run(), invocation.epoch(), invocation.code(), invocation.limits());
        }
    }

    private record TaskOfRun(RunKey run, int task) {}

    private static final class Bundle {
        final Map<Integer, Claim> claims = new LinkedHashMap<>();
        Optional<Parcel> parcel = Optional.empty();
        long nextDeadlineMicros = Long.MAX_VALUE;
    }

    /// Adds an invocation's claims, but those that wait already or are older than one that waits.
    void add(Invocation invocation) {
        if (invocation.claims().isEmpty()) {
            return;
        }
        Work work = Work.of(invocation);
        Bundle bundle = bundles.computeIfAbsent(work, _ -> new Bundle());
        int before = bundle.claims.size();
        for (Claim claim : invocation.claims()) {
            if (invocation.alone()) {
                bundle.claims.remove(claim.task());
                alone.merge(task(invocation, claim), of(invocation, claim), WaitingClaims::later);
            } else if (alone.isEmpty() || !alone.containsKey(task(invocation, claim))) {
                bundle.claims.merge(claim.task(), claim, WaitingClaims::later);
            }
        }
        shared += bundle.claims.size() - before;
        if (invocation.parcel().isPresent()) {
            bundle.parcel = invocation.parcel();
        }
        bundle.nextDeadlineMicros =
                Math.min(bundle.nextDeadlineMicros, invocation.nextDeadlineMicros());
        forgetIfEmpty(work, bundle);
    }

    private static TaskOfRun task(Invocation invocation, Claim claim) {
        return new TaskOfRun(invocation.run(), claim.task());
    }

    private static Invocation of(Invocation invocation, Claim claim) {
        return new Invocation(
                invocation.run(),
                invocation.epoch(),
                invocation.code(),
                invocation.limits(),
                List.of(claim),
                invocation.nextDeadlineMicros(),
                true,
                invocation.parcel());
    }

    private static Claim later(Claim one, Claim other) {
        return one.k() >= other.k() ? one : other;
    }

    private static Invocation later(Invocation one, Invocation other) {
        return one.claims().getFirst().k() >= other.claims().getFirst().k() ? one : other;
    }

    private void forgetIfEmpty(Work work, Bundle bundle) {
        if (bundle.claims.isEmpty()) {
            bundles.remove(work);
        }
    }

    /// Claims that any worker may take.
    int shared() {
        return shared;
    }

    /// Claims that are to be executed alone.
    int alone() {
        return alone.size();
    }

    /// How many claims of the run that is next any worker may take.
    int ofNextRun() {
        return bundles.isEmpty() ? 0 : bundles.values().iterator().next().claims.size();
    }

    /// Takes claims of the run that is next.
    ///
    /// @param most how many, at most
    Invocation takeShared(int most) {
        Map.Entry<Work, Bundle> first = bundles.entrySet().iterator().next();
        Work work = first.getKey();
        Bundle bundle = first.getValue();
        List<Claim> claims = new ArrayList<>(Math.min(most, bundle.claims.size()));
        Iterator<Claim> from = bundle.claims.values().iterator();
        while (claims.size() < most && from.hasNext()) {
            claims.add(from.next());
            from.remove();
        }
        shared -= claims.size();
        forgetIfEmpty(work, bundle);
        return new Invocation(
                work.run(),
                work.epoch(),
                work.code(),
                work.limits(),
                claims,
                bundle.nextDeadlineMicros,
                false,
                bundle.parcel);
    }

    /// Takes the claim that has waited longest to be executed alone.
    Invocation takeAlone() {
        Iterator<Invocation> first = alone.values().iterator();
        Invocation taken = first.next();
        first.remove();
        return taken;
    }
}
