package dev.weft.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Computes the hashes of a graph when first asked for, in one pass without recursion.
final class DagHashes {
    private static final int FORM = 1;

    private final Dag dag;
    private volatile @Nullable String shape;
    private volatile @Nullable String content;

    DagHashes(Dag dag) {
        this.dag = dag;
    }

    String shape() {
        String known = shape;
        if (known == null) {
            known = computeShape();
            shape = known;
        }
        return known;
    }

    String content() {
        String known = content;
        if (known == null) {
            known = computeContent();
            content = known;
        }
        return known;
    }

    private String computeShape() {
        Sink sink = new Sink();
        sink.number(FORM);
        for (FunctionReference function : dag.functions()) {
            identity(sink, function.identity());
        }
        for (TaskTemplate template : dag.templates()) {
            sink.number(template.function());
            sink.numbers(template.arguments().tokens());
            sink.number(template.options().deterministic() ? 1 : 0);
            sink.number(template.options().outsideEffects() ? 1 : 0);
        }
        for (int task = 0; task < dag.tasks(); task++) {
            sink.number(dag.templateOf(task));
            sink.numbers(dag.parents(task));
        }
        return sink.hex();
    }

    private static void identity(Sink sink, FunctionIdentity identity) {
        sink.text(identity.functionalInterface());
        sink.text(identity.interfaceMethod());
        sink.text(identity.interfaceSignature());
        sink.text(identity.implementationClass());
        sink.text(identity.implementationMethod());
        sink.text(identity.implementationSignature());
        sink.number(identity.implementationKind());
        sink.text(identity.instantiatedSignature());
        sink.number(identity.captured());
    }

    private String computeContent() {
        Sink sink = new Sink();
        sink.text(shape());
        for (int task = 0; task < dag.tasks(); task++) {
            sink.numbers(dag.record(task).constants());
        }
        for (byte[] constant : dag.constants()) {
            sink.bytes(constant);
        }
        return sink.hex();
    }

    /// Feeds a digest through a small buffer; every item is preceded by its length where it has one.
    private static final class Sink {
        private final MessageDigest digest;
        private final ByteBuffer buffer = ByteBuffer.allocate(8192);

        Sink() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        void number(int value) {
            if (buffer.remaining() < Integer.BYTES) {
                flush();
            }
            buffer.putInt(value);
        }

        void numbers(int[] values) {
            number(values.length);
            for (int value : values) {
                number(value);
            }
        }

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void bytes(byte[] bytes) {
            number(bytes.length);
            flush();
            digest.update(bytes);
        }

        String hex() {
            flush();
            return HexFormat.of().formatHex(digest.digest());
        }

        private void flush() {
            digest.update(buffer.flip());
            buffer.clear();
        }
    }
}
