package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.RunOver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RENEW on a run that is there. A lease whose deadline has passed can be renewed as long as nobody
/// has reaped it.
final class RenewStep {
    private RenewStep() {}

    static RenewAnswer take(RunState run, Renew renew, long now) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning() || renew.epoch() != run.epoch()) {
            return new RenewAnswer.Over(RunOver.OVER);
        }
        renew.claims().forEach(renewal -> run.numbers().check(renewal.claim()));
        renew.handOvers().forEach(run.numbers()::check);
        boolean expired = run.hardEndMicros() <= now;
        List<Claim> lost = new ArrayList<>(0);
        for (Renew.Renewal renewal : renew.claims()) {
            LiveClaim claim = live.claims.of(renewal.claim().task());
            if (expired || !isHeld(claim, renewal.claim().k(), renew)) {
                lost.add(renewal.claim());
            } else if (claim != null) {
                claim.executing = renewal.executing();
                live.claims.renew(claim, now);
            }
        }
        for (Claim given : renew.handOvers()) {
            if (expired || !live.claims.handOver(given, renew.worker(), now)) {
                lost.add(given);
            }
        }
        return new RenewAnswer.Renewed(lost, run.nextDeadline());
    }

    private static boolean isHeld(@Nullable LiveClaim claim, long k, Renew renew) {
        return claim != null
                && !claim.isWithdrawn()
                && claim.k == k
                && claim.isOwnedBy(renew.worker());
    }
}
