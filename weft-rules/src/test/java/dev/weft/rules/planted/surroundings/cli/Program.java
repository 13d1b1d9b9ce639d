package dev.weft.rules.planted.surroundings.cli;

/// Not a violation: a program prints.
final class Program {
    private Program() {}

    static void print() {
        System.out.println("a");
    }
}
