package dev.weft.examples;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/// Makes an image, decodes it, cuts it into tiles, blurs each and takes its colours away, and joins
/// them again. With 3 × 3 tiles these are 30 tasks.
public final class ImagePipeline {
    private static final int RADIUS = 2;

    private ImagePipeline() {}

    /// @param size width and height of the image in pixels
    /// @param tiles in a row and in a column; divides the size
    public static Task<Pixels> workflow(int size, int tiles) {
        Sizes.require(tiles >= 1, "tiles must be >= 1, was %d", tiles);
        Sizes.require(
                size >= tiles && size % tiles == 0,
                "size must be a multiple of tiles %d, was %d",
                tiles,
                size);
        Task<Pixels> image = task(ImagePipeline::decode, task(ImagePipeline::draw, value(size)));
        List<Arg<Pixels>> done = new ArrayList<>();
        for (int tile = 0; tile < tiles * tiles; tile++) {
            Task<Pixels> cut = task(ImagePipeline::cut, image, value(tiles), value(tile));
            done.add(task(ImagePipeline::grey, task(ImagePipeline::blur, cut)));
        }
        return task(ImagePipeline::join, list(done));
    }

    /// A coloured pattern, as a PNG file.
    static byte[] draw(int size) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                image.setRGB(x, y, colour(x, y));
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private static int colour(int x, int y) {
        int red = (x * 7) & 0xFF;
        int green = (y * 5) & 0xFF;
        int blue = ((x * y) >> 4) & 0xFF;
        return (red << 16) | (green << 8) | blue;
    }

    @ReadsOnly
    static Pixels decode(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        if (image == null) {
            throw new IOException("the file must be an image of a known format");
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] &= 0xFFFFFF;
        }
        return new Pixels(width, height, rgb);
    }

    /// One tile with a margin, so that it can be blurred without its neighbours.
    @ReadsOnly
    static Pixels cut(Pixels image, int tiles, int tile) {
        int width = image.width() / tiles;
        int height = image.height() / tiles;
        return image.part(tile % tiles * width, tile / tiles * height, width, height, RADIUS);
    }

    @ReadsOnly
    static Pixels blur(Pixels tile) {
        return ImageFilters.blur(tile, RADIUS);
    }

    @ReadsOnly
    static Pixels grey(Pixels tile) {
        return ImageFilters.grey(tile);
    }

    @ReadsOnly
    static Pixels join(List<Pixels> tiles) {
        int perSide = (int) Math.sqrt(tiles.size());
        int side = tiles.getFirst().width();
        int size = perSide * side;
        int[] rgb = new int[size * size];
        for (int i = 0; i < tiles.size(); i++) {
            int corner = i / perSide * side * size + i % perSide * side;
            for (int row = 0; row < side; row++) {
                System.arraycopy(tiles.get(i).rgb(), row * side, rgb, corner + row * size, side);
            }
        }
        return new Pixels(size, size, rgb);
    }

    /// Runs it: `ImagePipeline [size] [tiles]`.
    public static void main(String[] args) throws Exception {
        System.setProperty("java.awt.headless", "true");
        try (Weft weft = Weft.local()) {
            Task<Pixels> image = workflow(Sizes.from(args, 0, 1_200), Sizes.from(args, 1, 3));
            System.out.println(weft.submit(image).await());
        }
    }
}
