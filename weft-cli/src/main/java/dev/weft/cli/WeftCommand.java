package dev.weft.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "weft",
        mixinStandardHelpOptions = true,
        versionProvider = WeftCommand.Version.class,
        description = "Runs a DAG of plain Java methods.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the run failed",
            "2:the command line is wrong",
            "3:the input or the environment is bad",
            "4:store or gateway are unreachable, or workers cannot be started",
            "5:a worker process is to be replaced (weft worker)",
            "130:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft demo                                       over the JDK's own source",
            "  weft run dev.weft.examples.TreeReduction 1024   a workflow of the examples",
            "  weft run Hello.java Ada                         one of yours, from source",
            "  weft run --archive app.jar com.acme.Report 26   one of yours, from a jar",
            "  weft run --workers 4 Hello.java Ada             in processes, over Redis",
            "  weft dev                                        what the rest connects to",
            "  weft run --help                                 help for a command"
        })
final class WeftCommand implements Runnable {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    boolean debug;

    @Override
    public void run() {
        throw CommandException.usage(
                "a command must be given; known: %s (see weft --help)",
                String.join(", ", Commands.NAMES));
    }

    /// Tells the version of Weft and of Java.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "weft %s (Java %s)"
                        .formatted(version == null ? "unpackaged" : version, Runtime.version())
            };
        }
    }
}
