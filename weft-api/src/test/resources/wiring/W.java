package sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The user's code of the samples.
public class W {
    public record Point(int x, int y) {
        public Point scaled(int by) {
            return new Point(x * by, y * by);
        }
    }

    public record Box<T>(T content) {}

    public record Pair<A, B>(A first, B second) {}

    public enum Colour {
        RED,
        GREEN
    }

    public static class Animal {}

    public static class Dog extends Animal {}

    private final String prefix;

    public W(String prefix) {
        this.prefix = prefix;
    }

    public W(int number) {
        this("" + number);
    }

    public String greet(String name) {
        return prefix + name;
    }

    public String prefix() {
        return prefix;
    }

    public static int zero() {
        return 0;
    }

    public static int inc(int x) {
        return x + 1;
    }

    public static Integer boxed(Integer x) {
        return x;
    }

    public static long wide(long x) {
        return x;
    }

    public static double half(double x) {
        return x / 2;
    }

    public static int add(int a, int b) {
        return a + b;
    }

    public static int add3(int a, int b, int c) {
        return a + b + c;
    }

    public static int add8(int a, int b, int c, int d, int e, int f, int g, int h) {
        return a + b + c + d + e + f + g + h;
    }

    public static String text(int x) {
        return "" + x;
    }

    public static int length(CharSequence text) {
        return text.length();
    }

    public static List<String> split(String text, int size) {
        return List.of(text);
    }

    public static String join(List<String> parts) {
        return String.join("", parts);
    }

    public static String joinAny(Collection<? extends CharSequence> parts) {
        return String.join("", parts);
    }

    public static long sum(List<Integer> all) {
        return all.size();
    }

    public static double sumNumbers(List<? extends Number> all) {
        return all.size();
    }

    public static <T> T first(List<T> all) {
        return all.get(0);
    }

    public static <T extends Comparable<? super T>> T greatest(List<? extends T> all) {
        return all.get(0);
    }

    public static <T> List<T> twice(T one) {
        return List.of(one, one);
    }

    public static <A, B> Pair<A, B> pair(A a, B b) {
        return new Pair<>(a, b);
    }

    public static int total(Map<String, Integer> counts) {
        return counts.size();
    }

    public static int nested(Map<String, List<Integer>> counts) {
        return counts.size();
    }

    public static int maybe(Optional<Integer> x) {
        return x.orElse(0);
    }

    public static int manhattan(Point p) {
        return p.x() + p.y();
    }

    public static String pet(Animal animal) {
        return "" + animal;
    }

    public static Dog adopt() {
        return new Dog();
    }

    public static int pets(List<? extends Animal> all) {
        return all.size();
    }

    public static String paint(Colour colour) {
        return colour.name();
    }

    public static int[] numbers(int size) {
        return new int[size];
    }

    public static int count(int[] all) {
        return all.length;
    }

    public static int lines(Path path) {
        return 0;
    }

    public static Duration wait(Duration time) {
        return time;
    }

    public static int risky(String text) throws Exception {
        throw new java.io.IOException(text);
    }

    public static void print(String text) {}

    public static void store(String text, int times) {}

    public static void tick() {}

    public static String show(int x) {
        return "";
    }

    public static String show(long x) {
        return "";
    }

    public static String show(String x) {
        return "";
    }

    public static String show(String x, int y) {
        return "";
    }

    public static String all(String... parts) {
        return "";
    }

    public static List<Integer> sorted(List<Integer> all, Comparator<Integer> by) {
        return new ArrayList<>(all);
    }

    public static Set<String> words(String text) {
        return Set.of(text);
    }

    public static Map<String, Long> histogram(String text) {
        return new LinkedHashMap<>();
    }

    public static Map<String, Long> merge(Map<String, Long> a, Map<String, Long> b) {
        return a;
    }
}
