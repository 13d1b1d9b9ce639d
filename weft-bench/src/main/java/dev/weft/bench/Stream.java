package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.ReadsOnly;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Large values that pass through one after the other: each is read by its successor and by a checksum,
/// and then by nobody. Shows whether the store keeps what nobody needs.
final class Stream implements Workload {
    private static final int VALUE_MIB = 16;
    private static final int MIB = 1 << 20;

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String sizeMeans() {
        return "MiB of all values";
    }

    @Override
    public int standardSize() {
        return 1_024;
    }

    @Override
    public Job job(int size) {
        int values = Math.max(1, size / VALUE_MIB);
        Task<byte[]> current = task(Stream::first, value(VALUE_MIB));
        List<Task<Long>> checksums = new ArrayList<>();
        checksums.add(task(Stream::checksum, current));
        for (int i = 1; i < values; i++) {
            current = task(Stream::next, current);
            checksums.add(task(Stream::checksum, current));
        }
        long expected = plain(values);
        return new Job(task(Stream::add, list(checksums)), result -> result.equals(expected));
    }

    static byte[] first(int mib) {
        byte[] bytes = new byte[mib * MIB];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    @ReadsOnly
    static byte[] next(byte[] before) {
        byte[] bytes = before.clone();
        for (int i = 0; i < bytes.length; i += 4_096) {
            bytes[i]++;
        }
        return bytes;
    }

    @ReadsOnly
    static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    static long add(List<Long> checksums) {
        return checksums.stream().mapToLong(Long::longValue).sum();
    }

    private static long plain(int values) {
        byte[] current = first(VALUE_MIB);
        long sum = checksum(current);
        for (int i = 1; i < values; i++) {
            current = next(current);
            sum += checksum(current);
        }
        return sum;
    }
}
