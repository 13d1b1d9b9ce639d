package dev.weft.remote;

import dev.weft.spi.Connection;
import dev.weft.spi.ConnectionProvider;
import dev.weft.spi.Engine;
import dev.weft.spi.Invoker;
import dev.weft.spi.InvokerProvider;
import dev.weft.spi.StoreProvider;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds what a connection needs on the class path: a store and an invoker by their addresses, a codec.
public final class RemoteEngineProvider implements ConnectionProvider {
    @Override
    public Engine connect(Connection connection) {
        ClassLoader application = connection.application();
        ValueCodec codec =
                find(
                                ValueCodecProvider.class,
                                application,
                                _ -> true,
                                "codec",
                                "any; add weft-kryo")
                        .open(application);
        String archive = ArchiveFingerprint.of(archives(connection));
        Stores stores = stores(connection);
        try {
            return new RemoteEngine(
                    stores, invoker(connection), codec, connection.limits(), archive);
        } catch (RuntimeException | Error e) {
            stores.close();
            throw e;
        }
    }

    private static List<Path> archives(Connection connection) {
        if (!connection.archives().isEmpty()) {
            return connection.archives();
        }
        List<Path> places = new ArrayList<>();
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(place -> !place.isEmpty())
                .forEach(place -> places.add(Path.of(place)));
        return places;
    }

    private static Stores stores(Connection connection) {
        String scheme = scheme(connection.store().uri());
        return find(
                        StoreProvider.class,
                        connection.application(),
                        provider -> provider.opens(scheme),
                        "store",
                        scheme + "; add weft-redis for redis:// and rediss://")
                .open(connection.store());
    }

    private static Invoker invoker(Connection connection) {
        if (connection.gateway().isEmpty()) {
            return new NobodyInvoker();
        }
        URI gateway = connection.gateway().get();
        String scheme = scheme(gateway);
        return find(
                        InvokerProvider.class,
                        connection.application(),
                        provider -> provider.opens(scheme),
                        "gateway",
                        scheme + "; add weft-gateway for http://")
                .open(gateway, connection.token().orElse(() -> ""));
    }

    private static String scheme(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException(
                    "address must begin with a scheme such as redis://, was " + uri);
        }
        return scheme;
    }

    /// Looks where the application's classes are, and then beside Weft's own.
    private static <P> P find(
            Class<P> type,
            ClassLoader application,
            Predicate<P> wanted,
            String what,
            String asked) {
        for (ClassLoader loader :
                List.of(application, RemoteEngineProvider.class.getClassLoader())) {
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
