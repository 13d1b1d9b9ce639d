package dev.weft.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/// A key and a certificate of its own for 127.0.0.1, made by the JDK's keytool.
///
/// @param key private key in PEM form
/// @param certificate in PEM form
record TestCertificate(Path key, Path certificate) {
    private static final String PASSWORD = "for-tests";

    static TestCertificate in(Path directory, String host) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=weft",
                                "-ext",
                                "san=" + host,
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .inheritIO()
                        .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool must succeed, ended with another code");
        }
        return pem(directory, store);
    }

    private static TestCertificate pem(Path directory, Path store)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
        byte[] certificate = keys.getCertificate("server").getEncoded();
        return new TestCertificate(
                write(directory.resolve("key.pem"), "PRIVATE KEY", key),
                write(directory.resolve("certificate.pem"), "CERTIFICATE", certificate));
    }

    private static Path write(Path file, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
        return Files.writeString(file, text, US_ASCII);
    }
}
