package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class SourceJarTest {
    @Test
    void equalClassesAreEqualBytesInWhateverOrderTheyWereCompiled() throws Exception {
        Map<String, byte[]> one = new LinkedHashMap<>();
        one.put("a.B", new byte[] {1});
        one.put("a.B$C", new byte[] {2, 3});
        Map<String, byte[]> other = new LinkedHashMap<>();
        other.put("a.B$C", new byte[] {2, 3});
        other.put("a.B", new byte[] {1});
        Path first = SourceJar.write(one);
        Path second = SourceJar.write(other);
        try (JarFile jar = new JarFile(first.toFile())) {
            assertThat(first).hasSameBinaryContentAs(second);
            assertThat(jar.stream().map(Object::toString))
                    .containsExactly("a/B.class", "a/B$C.class");
        } finally {
            Files.delete(first);
            Files.delete(second);
        }
    }
}
