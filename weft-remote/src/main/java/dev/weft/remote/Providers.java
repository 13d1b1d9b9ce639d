package dev.weft.remote;

import dev.weft.spi.Invoker;
import dev.weft.spi.InvokerProvider;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreProvider;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Finds on the class path what a client or a worker needs: a store and an invoker by their addresses, a
/// codec. Looks where the application's classes are, and then beside Weft's own.
///
/// Each method throws an [IllegalStateException] that names what is missing, and an
/// [IllegalArgumentException] for an address without a scheme.
public final class Providers {
    private final ClassLoader application;

    /// @param application finds the application's classes
    public Providers(ClassLoader application) {
        this.application = application;
    }

    /// The codec of values.
    public ValueCodec codec() {
        return find(ValueCodecProvider.class, _ -> true, "codec", "any; add weft-kryo")
                .open(application);
    }

    /// Connects to a store. The caller closes it.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if runs cannot be kept in that store
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    public Stores stores(StoreAddress address) {
        String scheme = scheme(address.uri());
        return find(
                        StoreProvider.class,
                        provider -> provider.opens(scheme),
                        "store",
                        scheme + "; add weft-redis for redis:// and rediss://")
                .open(address);
    }

    /// Makes an invoker of a gateway's workers; without a gateway one that invokes nobody: claims wait until
    /// their dispatch deadline passes, and whoever looks after the run then has them executed. The caller
    /// closes it.
    ///
    /// @param token asked for at each connection
    public Invoker invoker(Optional<URI> gateway, Supplier<String> token) {
        return gateway.map(uri -> invoker(uri, token)).orElseGet(NobodyInvoker::new);
    }

    private Invoker invoker(URI gateway, Supplier<String> token) {
        String scheme = scheme(gateway);
        return find(
                        InvokerProvider.class,
                        provider -> provider.opens(scheme),
                        "gateway",
                        scheme + "; add weft-gateway for http://")
                .open(gateway, token);
    }

    private static String scheme(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException(
                    "address must begin with a scheme such as redis://, was " + uri);
        }
        return scheme;
    }

    private <P> P find(Class<P> type, Predicate<P> wanted, String what, String asked) {
        for (ClassLoader loader : List.of(application, Providers.class.getClassLoader())) {
            for (P provider : ServiceLoader.load(type, loader)) {
                if (wanted.test(provider)) {
                    return provider;
                }
            }
        }
        throw new IllegalStateException(
                "%s does not exist on the class path; asked for: %s".formatted(what, asked));
    }
}
