package dev.weft.gateway;

import dev.weft.spi.Invocation;
import java.util.ArrayList;
import java.util.List;

/// Makes few invocations of many: those of the same run that follow each other are one, and none is
/// larger than can be sent.
final class Together {
    private Together() {}

    /// The claims of these invocations, in their order.
    static List<Invocation> of(List<Invocation> invocations) {
        List<Invocation> some = new ArrayList<>();
        WaitingClaims claims = new WaitingClaims();
        for (Invocation invocation : invocations) {
            claims.add(invocation);
        }
        while (claims.alone() > 0) {
            some.add(claims.takeAlone());
        }
        while (claims.shared() > 0) {
            some.add(claims.takeShared(InvocationFormat.MAX_CLAIMS));
        }
        return some;
    }
}
