package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.spi.Invocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Remembers which claims were brought to a second worker because the first one gave no answer: there is
/// no third, or an invocation whose acceptance kills workers would go on to kill. Not safe for several
/// threads.
final class SecondChances {
    private static final int MOST = 100_000;

    private final Set<Given> given = new LinkedHashSet<>();

    private record Given(RunKey run, Claim claim) {}

    /// What of an invocation may be brought to another worker.
    Optional<Invocation> of(Invocation invocation) {
        List<Claim> claims =
                invocation.claims().stream()
                        .filter(claim -> given.add(new Given(invocation.run(), claim)))
                        .toList();
        while (given.size() > MOST) {
            given.remove(given.iterator().next());
        }
        return claims.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Invocation(
                                invocation.run(),
                                invocation.epoch(),
                                invocation.code(),
                                invocation.limits(),
                                claims,
                                invocation.nextDeadlineMicros(),
                                invocation.alone(),
                                invocation.parcel()));
    }
}
