package dev.weft.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "classpath",
        mixinStandardHelpOptions = true,
        description = "Prints Weft's own class path, to compile a workflow against.",
        footerHeading = "%nExample, with the javac of JDK 25:%n",
        footer = "  \"$(weft --find-jdk)/bin/javac\" -cp \"$(weft classpath)\" Hello.java")
final class ClasspathCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    ClasspathCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.out().println(surroundings.classPath());
        return ExitCodes.DONE;
    }
}
