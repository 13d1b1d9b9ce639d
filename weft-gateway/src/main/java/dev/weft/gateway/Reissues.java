package dev.weft.gateway;

import dev.weft.core.AloneRule;
import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.spi.Invocation;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes invocations of claims that the store has issued anew.
final class Reissues {
    private Reissues() {}

    /// The invocations that a step asks for; none if the run is gone meanwhile.
    static List<Invocation> of(RunStore store, RunKey run, ReapAnswer.Reaped reaped) {
        if (reaped.reissued().isEmpty()) {
            return List.of();
        }
        Optional<RunRecord> record = store.find(run.id()).filter(found -> found.run().equals(run));
        return record.map(found -> of(found, reaped)).orElse(List.of());
    }

    private static List<Invocation> of(RunRecord run, ReapAnswer.Reaped reaped) {
        List<Invocation> invocations = new ArrayList<>();
        List<Claim> together = new ArrayList<>();
        for (Grant grant : reaped.reissued()) {
            if (AloneRule.applies(grant)) {
                invocations.add(invocation(run, reaped, List.of(grant.claim()), true));
            } else {
                together.add(grant.claim());
            }
        }
        for (int from = 0; from < together.size(); from += InvocationFormat.MAX_CLAIMS) {
            int to = Math.min(together.size(), from + InvocationFormat.MAX_CLAIMS);
            invocations.add(invocation(run, reaped, together.subList(from, to), false));
        }
        return invocations;
    }

    private static Invocation invocation(
            RunRecord run, ReapAnswer.Reaped reaped, List<Claim> claims, boolean alone) {
        RunCode code = run.code();
        RunLimits limits = run.limits();
        return new Invocation(
                run.run(),
                reaped.epoch(),
                code,
                limits,
                claims,
                reaped.nextDeadlineMicros(),
                alone,
                Optional.empty());
    }
}
