package dev.weft.examples;

/// Filters of images: plain loops over pixels.
final class ImageFilters {
    private ImageFilters() {}

    /// The mean of the square of pixels around each one; a margin that wide gets lost.
    static Pixels blur(Pixels image, int radius) {
        int width = image.width() - 2 * radius;
        int height = image.height() - 2 * radius;
        int[] blurred = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                blurred[y * width + x] = mean(image, x, y, 2 * radius + 1);
            }
        }
        return new Pixels(width, height, blurred);
    }

    private static int mean(Pixels image, int x, int y, int side) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int row = y; row < y + side; row++) {
            for (int column = x; column < x + side; column++) {
                int rgb = image.at(column, row);
                red += (rgb >> 16) & 0xFF;
                green += (rgb >> 8) & 0xFF;
                blue += rgb & 0xFF;
            }
        }
        int pixels = side * side;
        return ((red / pixels) << 16) | ((green / pixels) << 8) | (blue / pixels);
    }

    /// Shades of grey, as bright as the colours look (BT.601).
    static Pixels grey(Pixels image) {
        int[] grey = new int[image.rgb().length];
        for (int i = 0; i < grey.length; i++) {
            int rgb = image.rgb()[i];
            int light =
                    (299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF))
                            / 1000;
            grey[i] = light * 0x010101;
        }
        return new Pixels(image.width(), image.height(), grey);
    }
}
