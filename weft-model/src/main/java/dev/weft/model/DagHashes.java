package dev.weft.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        sink.number(dag.functions().size());
        for (FunctionReference function : dag.functions()) {
            identity(sink, function.identity());
        }
        int[] meanings = meanings(sink);
        for (int task = 0; task < dag.tasks(); task++) {
            sink.number(meanings[dag.templateOf(task)]);
            sink.number(dag.inDegree(task));
            for (int e = dag.firstInEdge(task); e < dag.firstInEdge(task + 1); e++) {
                sink.number(dag.parentOfEdge(e));
            }
        }
        return sink.hex();
    }

    /// Numbers what templates mean, so that two which differ in names, times or wishes only are one:
    /// giving one of many equal tasks a name makes a template, but not another shape.
    ///
    /// @return by template; each meaning is written to the sink, in the order of their first tasks
    private int[] meanings(Sink sink) {
        Map<Meaning, Integer> numbers = new LinkedHashMap<>();
        int[] meanings = new int[dag.templates().size()];
        Arrays.fill(meanings, -1);
        for (int task = 0; task < dag.tasks(); task++) {
            int template = dag.templateOf(task);
            if (meanings[template] < 0) {
                Meaning meaning = Meaning.of(dag.template(template));
                meanings[template] = numbers.computeIfAbsent(meaning, _ -> numbers.size());
            }
        }
        sink.number(numbers.size());
        numbers.keySet().forEach(meaning -> meaning.writeTo(sink));
        return meanings;
    }

    /// What of a template changes what a workflow means.
    private record Meaning(
            int function,
            ArgumentShape arguments,
            boolean deterministic,
            boolean outsideEffects,
            List<Integer> plan) {
        static Meaning of(TaskTemplate template) {
            IntList plan = new IntList(); // empty for a call
            if (template.kind() != TaskKind.CALL) {
                PlanForm.write(template, Meaning::flags, plan);
            }
            return new Meaning(
                    template.function(),
                    template.arguments(),
                    template.options().deterministic(),
                    template.options().outsideEffects(),
                    Arrays.stream(plan.toArray()).boxed().toList());
        }

        private static int flags(TaskOptions options) {
            return (options.deterministic() ? 1 : 0) | (options.outsideEffects() ? 2 : 0);
        }

        void writeTo(Sink sink) {
            sink.number(function);
            sink.numbers(arguments.tokens());
            sink.number(deterministic ? 1 : 0);
            sink.number((outsideEffects ? 1 : 0) | (plan.isEmpty() ? 0 : 2));
            if (!plan.isEmpty()) {
                sink.numbers(plan.stream().mapToInt(Integer::intValue).toArray());
            }
        }
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
            sink.number(dag.firstConstant(task + 1) - dag.firstConstant(task));
            for (int i = dag.firstConstant(task); i < dag.firstConstant(task + 1); i++) {
                sink.number(dag.constantSlot(i));
            }
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
            if (bytes.length <= buffer.remaining()) {
                buffer.put(bytes);
                return;
            }
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
