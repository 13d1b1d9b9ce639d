package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Strings, each once. Class names inside of method descriptors are pieces of their own, so that a
/// name is written once wherever it occurs; the pieces are sorted and share their beginning with the
/// one before. Characters are UTF-16 units, so that any string survives.
final class TextTable {
    private static final int PER_STRING = 2; // entries that an object weighs

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /// The number of a string; equal ones get the same.
    int number(String text) {
        return numbers.computeIfAbsent(text, _ -> numbers.size());
    }

    void write(SliceOutput out) {
        TreeMap<String, Integer> pieces = new TreeMap<>();
        int[] counts = new int[numbers.size()];
        IntList used = new IntList();
        int next = 0;
        for (String text : numbers.keySet()) {
            List<String> parts = pieces(text);
            counts[next++] = parts.size();
            parts.forEach(part -> pieces.put(part, 0));
            out.count(text.length() + PER_STRING);
        }
        int sorted = 0;
        for (Map.Entry<String, Integer> piece : pieces.entrySet()) {
            piece.setValue(sorted++);
        }
        for (String text : numbers.keySet()) {
            pieces(text).forEach(part -> used.add(pieces.getOrDefault(part, 0)));
        }
        writePieces(out, pieces.keySet());
        out.number(counts.length);
        DeltaColumn.write(out, counts);
        DeltaColumn.write(out, used.toArray());
    }

    private static void writePieces(SliceOutput out, Iterable<String> pieces) {
        IntList shared = new IntList();
        IntList own = new IntList();
        String before = "";
        for (String piece : pieces) {
            int common = common(before, piece);
            shared.add(common);
            own.add(piece.length() - common);
            out.count(piece.length());
            before = piece;
        }
        out.number(shared.size());
        DeltaColumn.write(out, shared.toArray());
        DeltaColumn.write(out, own.toArray());
        Iterator<String> each = pieces.iterator();
        for (int i = 0; each.hasNext(); i++) {
            String piece = each.next();
            for (int c = shared.get(i); c < piece.length(); c++) {
                out.number(piece.charAt(c));
            }
        }
    }

    private static int common(String before, String piece) {
        int most = Math.min(before.length(), piece.length());
        int common = 0;
        while (common < most && before.charAt(common) == piece.charAt(common)) {
            common++;
        }
        return common;
    }

    /// Splits a descriptor around its class names; joined the pieces are the text again, whatever
    /// it is.
    private static List<String> pieces(String text) {
        if (!text.startsWith("(")) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        int at = 0;
        int name = text.indexOf('L') + 1;
        int end = text.indexOf(';', name);
        while (name > 0 && end > 0) {
            pieces.add(text.substring(at, name));
            pieces.add(text.substring(name, end));
            at = end;
            name = text.indexOf('L', at) + 1;
            end = text.indexOf(';', name);
        }
        pieces.add(text.substring(at));
        return pieces;
    }

    static List<String> read(SliceInput in) {
        String[] pieces = readPieces(in);
        int[] counts = DeltaColumn.read(in, in.number(), "strings");
        long total = 0;
        for (int count : counts) {
            check(count >= 1, "pieces of a string must be >= 1, was %s", count);
            total += count;
        }
        int[] used = DeltaColumn.read(in, total, "pieces of strings");
        List<String> texts = new ArrayList<>();
        int at = 0;
        for (int count : counts) {
            texts.add(join(in, pieces, used, at, count));
            at += count;
        }
        return texts;
    }

    private static String join(SliceInput in, String[] pieces, int[] used, int from, int count) {
        long length = 0;
        for (int i = from; i < from + count; i++) {
            check(
                    used[i] >= 0 && used[i] < pieces.length,
                    "piece of a string must be below %d, was %d",
                    pieces.length,
                    used[i]);
            length += pieces[used[i]].length();
        }
        int allowed = in.take(length + PER_STRING, "text");
        if (count == 1) {
            return pieces[used[from]];
        }
        StringBuilder text = new StringBuilder(allowed);
        for (int i = from; i < from + count; i++) {
            text.append(pieces[used[i]]);
        }
        return text.toString();
    }

    private static String[] readPieces(SliceInput in) {
        int[] shared = DeltaColumn.read(in, in.number(), "pieces of text");
        int[] own = DeltaColumn.read(in, shared.length, "pieces of text");
        String[] pieces = new String[shared.length];
        String before = "";
        for (int i = 0; i < pieces.length; i++) {
            check(
                    shared[i] >= 0 && shared[i] <= before.length(),
                    "shared beginning of text must be in 0..%d, was %d",
                    before.length(),
                    shared[i]);
            check(
                    own[i] > 0 || (own[i] == 0 && i == 0),
                    "rest of text must be > 0, was %s",
                    own[i]);
            int length = in.take((long) shared[i] + own[i], "text");
            StringBuilder piece = new StringBuilder(length).append(before, 0, shared[i]);
            for (int c = 0; c < own[i]; c++) {
                int unit = in.number();
                check(unit >>> 16 == 0, "character must have 16 bits, was %s", unit);
                piece.append((char) unit);
            }
            before = piece.toString();
            pieces[i] = before;
        }
        return pieces;
    }
}
