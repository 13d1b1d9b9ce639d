package dev.weft.examples;

import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which identifiers occur most often in some Java source? The files are dealt out in chunks of about
/// the same size, a task counts each chunk, and a tree of tasks merges the counts: what `weft demo`
/// runs over the JDK's own source.
///
/// Every file of the input is taken for Java; files that are no text are left out and counted as
/// such. What counts as an identifier is what a Java compiler's tokeniser says, see [JavaScanner].
public final class IdentifierCount {
    /// Chunks unless told otherwise: enough for the last ones to end at about the same time.
    public static final int CHUNKS = 96;

    private static final int MERGED_AT_ONCE = 4;
    private static final int TOP = 20;

    private IdentifierCount() {}

    /// Counts the identifiers of a zip archive, of all files below a directory, or of a single file.
    ///
    /// @throws UnreadableSourceException if the input cannot be read or holds no file
    public static Task<IdentifierReport> workflow(Path input) throws IOException {
        return workflow(input, CHUNKS);
    }

    /// The same, with a number of chunks.
    ///
    /// @param chunks tasks that count, at most; no more than there are files
    /// @throws UnreadableSourceException if the input cannot be read or holds no file
    public static Task<IdentifierReport> workflow(Path input, int chunks) throws IOException {
        List<Task<IdentifierCounts>> counts =
                chunks(input, chunks).stream()
                        .map(chunk -> task(IdentifierCount::count, value(chunk)))
                        .toList();
        Arg<IdentifierCounts> all =
                Reductions.reduce(counts, MERGED_AT_ONCE, IdentifierCount::merge);
        return task(IdentifierCount::report, all);
    }

    /// The same functions in a plain loop: what a parallel run is compared with.
    ///
    /// @throws UnreadableSourceException if the input cannot be read or holds no file
    public static IdentifierReport sequential(Path input, int chunks)
            throws IOException, InterruptedException {
        List<IdentifierCounts> counts = new ArrayList<>();
        for (SourceChunk chunk : chunks(input, chunks)) {
            counts.add(count(chunk));
        }
        return report(merge(counts));
    }

    /// Cuts the list of files into runs of about the same number of bytes.
    static List<SourceChunk> chunks(Path input, int most) throws IOException {
        Sizes.require(most >= 1, "chunks must be >= 1, was %d", most);
        List<SourceFile> files;
        try (SourceTree tree = SourceTree.open(input)) {
            files = tree.files();
        }
        if (files.isEmpty()) {
            throw new UnreadableSourceException("%s must hold at least one file".formatted(input));
        }
        String root = input.toAbsolutePath().toString();
        double target = files.stream().mapToLong(IdentifierCount::weight).sum() / (double) most;
        List<SourceChunk> chunks = new ArrayList<>();
        List<SourceFile> members = new ArrayList<>();
        long weight = 0;
        for (SourceFile file : files) {
            weight += weight(file);
            members.add(file);
            if (weight >= target * (chunks.size() + 1)) {
                chunks.add(new SourceChunk(root, members));
                members.clear();
            }
        }
        if (!members.isEmpty()) { // the sums of such large numbers may differ in the last place
            chunks.add(new SourceChunk(root, members));
        }
        return chunks;
    }

    /// Opening a file costs about as much as reading one KiB of it.
    private static long weight(SourceFile file) {
        return file.bytes() + 1_024;
    }

    /// Counts the identifiers of some files.
    static IdentifierCounts count(SourceChunk chunk) throws IOException, InterruptedException {
        IdentifierTable table = new IdentifierTable(4_096);
        JavaScanner scanner = new JavaScanner(table);
        SourceBuffer buffer = new SourceBuffer();
        SourceTotals totals = SourceTotals.NONE;
        try (SourceTree tree = SourceTree.open(Path.of(chunk.root()))) {
            for (SourceFile file : chunk.files()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted before " + file.name());
                }
                totals = totals.plus(count(tree, file, buffer, scanner));
            }
        }
        return table.counts(totals);
    }

    private static SourceTotals count(
            SourceTree tree, SourceFile file, SourceBuffer buffer, JavaScanner scanner)
            throws UnreadableSourceException, InterruptedException {
        try {
            int length = tree.read(file, buffer);
            long lines = SourceText.lines(buffer.bytes(), length);
            if (lines < 0) {
                return SourceTotals.ofNotText();
            }
            scanner.scan(buffer.bytes(), length);
            return SourceTotals.ofText(lines, length);
        } catch (ClosedByInterruptException _) {
            Thread.interrupted(); // the exception says it from here on
            throw new InterruptedException("interrupted in " + tree.describe(file));
        } catch (IOException e) {
            throw UnreadableSourceException.because(tree.describe(file), e);
        }
    }

    /// Adds up the counts of several chunks.
    @ReadsOnly
    static IdentifierCounts merge(List<IdentifierCounts> parts) {
        int largest = parts.stream().mapToInt(IdentifierCounts::size).max().orElse(0);
        IdentifierTable table = new IdentifierTable(largest + largest / 2);
        SourceTotals totals = SourceTotals.NONE;
        for (IdentifierCounts part : parts) {
            table.addAll(part);
            totals = totals.plus(part.totals());
        }
        return table.counts(totals);
    }

    /// Picks the most frequent identifiers.
    @ReadsOnly
    static IdentifierReport report(IdentifierCounts counts) {
        return new IdentifierReport(counts.totals(), counts.size(), List.of(counts.top(TOP)));
    }

    /// Runs it: `IdentifierCount INPUT [chunks]`.
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: IdentifierCount ZIP_OR_DIRECTORY [chunks]");
            System.exit(2);
        }
        try (Weft weft = Weft.local()) {
            Task<IdentifierReport> report = workflow(Path.of(args[0]), Sizes.from(args, 1, CHUNKS));
            IdentifierReport answer = weft.submit(report).await();
            answer.top().forEach(System.out::println);
            System.out.println(answer.totals());
        }
    }
}
