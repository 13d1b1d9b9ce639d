package dev.weft.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// The line by which a worker process tells its launcher where it listens.
final class Announcement {
    private static final String BEGINNING = "weft worker listens at ";

    private Announcement() {}

    static String line(URI uri) {
        return BEGINNING + uri;
    }

    /// What a line announces; empty if it is another line.
    static Optional<URI> read(String line) {
        if (!line.startsWith(BEGINNING + "http://")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(line.substring(BEGINNING.length()).strip()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
