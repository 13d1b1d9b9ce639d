package dev.weft.examples;

import java.util.Arrays;

/// An image, or a part of one. The array is not to be changed once the image is handed on.
///
/// @param rgb row by row, 8 bits each of red, green and blue
@SuppressWarnings("ArrayRecordComponent") // a million pixels; equals is ours
public record Pixels(int width, int height, int[] rgb) {
    int at(int x, int y) {
        return rgb[y * width + x];
    }

    /// A part of this image with a margin around it; beyond the image's edge its last pixels go on.
    Pixels part(int x, int y, int width, int height, int margin) {
        int[] part = new int[(width + 2 * margin) * (height + 2 * margin)];
        int i = 0;
        for (int row = y - margin; row < y + height + margin; row++) {
            for (int column = x - margin; column < x + width + margin; column++) {
                part[i++] =
                        at(
                                Math.clamp(column, 0, this.width - 1),
                                Math.clamp(row, 0, this.height - 1));
            }
        }
        return new Pixels(width + 2 * margin, height + 2 * margin, part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "image of %d x %d pixels, hash %08x".formatted(width, height, hashCode());
    }
}
