package dev.weft.redis;

import dev.weft.spi.StoreRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/// TLS that trusts the certificates of a file and no others. The name in the server's certificate
/// must be the one that was connected to.
final class TrustedCertificates {
    private static final String TYPE = "PKCS12";

    /// The store is kept in memory alone, and what is in it is public.
    private static final char[] NO_SECRET = "certificates".toCharArray();

    private TrustedCertificates() {}

    /// @param file certificates in PEM form
    /// @throws StoreRefusedException if the file has none
    static SslOptions of(Path file) {
        byte[] store = trustStore(file);
        return SslOptions.builder()
                .trustStoreType(TYPE)
                .truststore(() -> new ByteArrayInputStream(store), NO_SECRET)
                .sslVerifyMode(SslVerifyMode.FULL)
                .build();
    }

    private static byte[] trustStore(Path file) {
        try {
            KeyStore trusted = KeyStore.getInstance(TYPE);
            trusted.load(null, null);
            for (Certificate certificate : certificates(file)) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            trusted.store(bytes, NO_SECRET);
            return bytes.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new StoreRefusedException(
                    "trust file must have certificates in PEM form, %s has not: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("there is no certificate in it");
            }
            return found;
        }
    }
}
