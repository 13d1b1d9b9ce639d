package dev.weft.remote;

import dev.weft.spi.Connection;
import dev.weft.spi.ConnectionProvider;
import dev.weft.spi.Engine;
import dev.weft.spi.Invoker;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds what a connection needs on the class path: a store and an invoker by their addresses, a codec.
public final class RemoteEngineProvider implements ConnectionProvider {
    @Override
    public Engine connect(Connection connection) {
        Providers providers = new Providers(connection.application());
        ValueCodec codec = providers.codec();
        String archive = ArchiveFingerprint.of(archives(connection));
        Stores stores = providers.stores(connection.store());
        try {
            Invoker invoker =
                    providers.invoker(connection.gateway(), connection.token().orElse(() -> ""));
            return new RemoteEngine(
                    stores,
                    invoker,
                    codec,
                    connection.limits(),
                    archive,
                    connection.inlineGraphBytes());
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
}
