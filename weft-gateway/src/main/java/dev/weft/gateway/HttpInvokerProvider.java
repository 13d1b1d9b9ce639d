package dev.weft.gateway;

import dev.weft.spi.Invoker;
import dev.weft.spi.InvokerProvider;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/// Opens [HttpInvoker]s; found by [java.util.ServiceLoader].
public final class HttpInvokerProvider implements InvokerProvider {
    @Override
    public boolean opens(String scheme) {
        return scheme.equals("http");
    }

    /// @param token one that is empty is not shown
    @Override
    public Invoker open(URI gateway, Supplier<String> token) {
        return new HttpInvoker(
                gateway,
                () -> Optional.of(token.get()).filter(given -> !given.isEmpty()).map(Token::of));
    }
}
