package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Truncated, altered and hostile bytes end in one exception, in bounded time and memory.
class SliceFormatFuzzTest {
    private static final int MAX_ENTRIES = 100_000; // a third of a MiB or so each time

    @Test
    void anyTruncationIsNoticed() {
        byte[] bytes = whole(Graphs.imagePipeline());
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SliceFormat.decode(shorter))
                    .isInstanceOf(SliceFormatException.class);
            assertDecodesOrRefuses(sealed(Arrays.copyOf(bytes, Math.max(5, length))));
        }
    }

    @Test
    void anyAlteredBitIsNoticed() {
        byte[] bytes = whole(Graphs.imagePipeline());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SliceFormat.decode(altered))
                    .as("bit %d", bit)
                    .isInstanceOf(SliceFormatException.class);
        }
    }

    @Test
    void forgedBytesAreRefusedOrGiveRecords() {
        byte[][] wholes = new byte[40][];
        Arrays.setAll(wholes, i -> upperPart(Graphs.random(i)));
        int refused = 0;
        long[] seeds = Seeds.of(1, 10_000);
        for (long seed : seeds) {
            Random random = new Random(seed);
            byte[] bytes = wholes[random.nextInt(wholes.length)].clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[1 + random.nextInt(bytes.length - 5)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
            }
            refused += assertDecodesOrRefuses(sealed(bytes)) ? 0 : 1;
        }
        assertThat(refused).isBetween(seeds.length / 4, seeds.length);
    }

    /// A slice that has edges across its border.
    private static byte[] upperPart(Dag dag) {
        return SliceFormat.encode(dag, 0, 1 + dag.tasks() / 2);
    }

    @Test
    void randomBytesAreRefused() {
        for (long seed : Seeds.of(1, 10_000)) {
            Random random = new Random(seed);
            byte[] bytes = new byte[5 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = 1;
            assertDecodesOrRefuses(sealed(bytes));
        }
    }

    /// Decodes within the allowance; whatever is accepted has records that can be read.
    private static boolean assertDecodesOrRefuses(byte[] bytes) {
        Slice slice;
        try {
            slice = SliceFormat.decode(bytes, MAX_ENTRIES);
        } catch (SliceFormatException refused) {
            assertThat(refused).hasMessageNotContaining("%");
            return false;
        } catch (RuntimeException e) {
            return fail("only one exception is allowed, was " + e, e);
        }
        for (int task = 0; task < 200; task++) {
            if (slice.holds(task)) {
                TaskRecord record = slice.record(task);
                ArgumentShape shape = slice.template(record.template()).arguments();
                assertThat(record.parents()).hasSize(shape.parents());
                assertThat(record.constants()).hasSize(shape.constants());
            }
        }
        return true;
    }

    @Test
    void unknownVersionIsRefusedByName() {
        checkThatUnknownVersionIsRefused(SliceFormat::decode);
    }

    /// @param decoder of slices
    static void checkThatUnknownVersionIsRefused(Consumer<byte[]> decoder) {
        byte[] bytes = whole(Graphs.chain(3));
        decoder.accept(bytes.clone());
        bytes[0] = 1;
        assertThatThrownBy(() -> decoder.accept(sealed(bytes)))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("format version of a slice must be 2 or 3, was 1");
    }

    /// A chain of 100,000 and one that claims 2³¹ - 8 tasks differ in a few bytes.
    @Test
    void fewBytesCannotClaimBillionsOfTasks() {
        SliceOutput out = new SliceOutput();
        out.number(SliceFormat.VERSION);
        SliceTables.of(Graphs.chain(2), bits(0)).write(out);
        out.number(1); // one range of tasks, from 0 to 2³¹ - 8
        DeltaColumn.write(out, new int[] {0, Integer.MAX_VALUE - 7});
        out.number(1); // all of template 0: one literal, the rest repeated
        out.signed(0);
        out.number(Integer.MAX_VALUE - 7 - 1 - 4);
        out.number(0);
        byte[] bomb = out.finish();
        assertThat(bomb).hasSizeLessThan(250);
        assertThatThrownBy(() -> SliceFormat.decode(bomb))
                .isInstanceOf(SliceFormatException.class)
                .hasMessageContaining("tasks of a slice must not exceed its limit")
                .hasMessageContaining("was 2147483640");
    }

    @Test
    void regularGraphBeyondTheLimitIsRefusedQuickly() {
        byte[] bytes = whole(Graphs.fanOut(100_000));
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () ->
                        assertThatThrownBy(() -> SliceFormat.decode(bytes, 1_000))
                                .isInstanceOf(SliceFormatException.class));
    }

    @Test
    void contradictionsAreRefused() {
        Dag dag = Graphs.chain(2);
        TaskRanges both = TaskRanges.of(bits(0, 1));
        SliceTables tables = SliceTables.of(dag, bits(0, 1));
        int[] none = new int[0];
        List<SliceTasks> wrong =
                List.of(
                        tasks(both, new int[] {0, 1}, new int[] {1}, 0), // its own parent
                        tasks(both, new int[] {0, 1}, new int[] {-1}, 0),
                        tasks(both, new int[] {0, 2}, new int[] {0}, 0), // no such template
                        tasks(both, new int[] {0, 1}, new int[] {0}, -1), // no such edge
                        tasks(both, new int[] {0, 1}, new int[] {0}, Integer.MAX_VALUE));
        for (SliceTasks each : wrong) {
            OuterEdges border = new OuterEdges(none, none, new int[2], none, none, none, none);
            assertThatThrownBy(() -> SliceFormat.decode(assemble(tables, each, border)))
                    .isInstanceOf(SliceFormatException.class);
        }
    }

    @Test
    void wrongBordersAreRefused() {
        Dag dag = Graphs.chain(4);
        TaskRanges middle = TaskRanges.of(bits(1, 2));
        SliceTables tables = SliceTables.of(dag, bits(1));
        SliceTasks tasks = tasks(middle, new int[] {0, 0}, new int[] {0, 1}, 0);
        assertThat(SliceFormat.decode(assemble(tables, tasks, border(1, 2, 3, 1, 0))).size())
                .isEqualTo(2);
        List<OuterEdges> wrong =
                List.of(
                        border(0, 2, 3, 1, 0), // a parent without the child that is here
                        border(1, 1, 3, 1, 0), // an edge of a task that is here
                        border(1, -1, 3, 1, 0),
                        border(1, 2, 2, 1, 0), // a child that is here
                        border(1, 2, 0, 1, 0), // a child before its parent
                        border(1, 2, 3, 0, 0), // a child without parents
                        border(1, 2, 3, 1, 2));
        for (OuterEdges each : wrong) {
            assertThatThrownBy(() -> SliceFormat.decode(assemble(tables, tasks, each)))
                    .isInstanceOf(SliceFormatException.class);
        }
    }

    @Test
    void sameParentTwiceIsRefused() {
        int[] none = new int[0];
        Dag dag = Graphs.layered(2, 2, 2, 1);
        TaskRanges child = TaskRanges.of(bits(2));
        SliceTables tables = SliceTables.of(dag, bits(dag.templateOf(2)));
        OuterEdges leaving =
                new OuterEdges(none, new int[] {2}, new int[] {0}, none, none, none, none);
        SliceTasks outside = tasks(child, new int[] {0}, new int[] {1, 1}, 0);
        assertThatThrownBy(() -> SliceFormat.decode(assemble(tables, outside, leaving)))
                .hasMessageContaining("must be distinct");
        TaskRanges all = TaskRanges.of(bits(0, 1, 2));
        SliceTables both = SliceTables.of(dag, bits(0, dag.templateOf(2)));
        SliceTasks inside = tasks(all, new int[] {0, 0, 1}, new int[] {1, 1}, 0);
        OuterEdges nothing = new OuterEdges(none, none, new int[3], none, none, none, none);
        assertThatThrownBy(() -> SliceFormat.decode(assemble(both, inside, nothing)))
                .hasMessageContaining("must be distinct");
    }

    private static OuterEdges border(int outDegree, int edge, int child, int inDegree, int fenced) {
        return new OuterEdges(
                new int[] {0},
                new int[] {outDegree},
                new int[] {0, 1},
                new int[] {edge},
                new int[] {child},
                new int[] {inDegree},
                new int[] {fenced});
    }

    private static SliceTasks tasks(
            TaskRanges ranges, int[] templateOf, int[] parents, int edgeOffset) {
        int[] none = new int[0];
        return new SliceTasks(
                ranges, templateOf, none, none, none, parents, new int[] {edgeOffset});
    }

    private static byte[] assemble(SliceTables tables, SliceTasks tasks, OuterEdges border) {
        SliceOutput out = new SliceOutput();
        out.number(SliceFormat.VERSION);
        tables.write(out);
        tasks.ranges().write(out);
        tasks.write(out);
        border.write(out);
        return out.finish();
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        Arrays.stream(numbers).forEach(bits::set);
        return bits;
    }

    private static byte[] whole(Dag dag) {
        return SliceFormat.encode(dag, 0, dag.tasks());
    }

    /// Gives bytes a right check sum, as whoever forges them would.
    private static byte[] sealed(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) sum.getValue());
        return bytes;
    }
}
