package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.ReadsOnly;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// W7: one task makes a large value, eight return its checksum, one adds them up.
final class LargeValue implements Workload {
    private static final int READERS = 8;
    private static final int MIB = 1 << 20;

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String sizeMeans() {
        return "MiB of the value";
    }

    @Override
    public int standardSize() {
        return 64;
    }

    @Override
    public Job job(int size) {
        Task<byte[]> large = task(LargeValue::make, value(size));
        List<Task<Long>> checksums = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            checksums.add(task(LargeValue::checksum, large));
        }
        long expected = READERS * checksum(make(size));
        return new Job(task(LargeValue::add, list(checksums)), result -> result.equals(expected));
    }

    static byte[] make(int mib) {
        byte[] bytes = new byte[mib * MIB];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 12));
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

    /// The value and all its checksums, one after the other.
    static long plain(int size) {
        byte[] bytes = make(size);
        long sum = 0;
        for (int i = 0; i < READERS; i++) {
            sum += checksum(bytes);
        }
        return sum;
    }
}
