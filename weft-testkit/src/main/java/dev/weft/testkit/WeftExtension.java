package dev.weft.testkit;

import dev.weft.Weft;
import dev.weft.spi.EngineSettings;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test an engine of its own, in memory, on virtual time, whose tasks go wrong as the test
/// says.
///
/// ```java
/// @RegisterExtension static final WeftExtension weft = new WeftExtension();
///
/// @Test void aBrokenDiskIsTriedAgain() throws Exception {
///     weft.script().on("Text.count").attempts(1, 2).fail(new IOException("disk"));
///     assertEquals(3, weft.weft().submit(count).await());
///     assertEquals(3, weft.script().calls("Text.count"));
/// }
/// ```
///
/// Or with `@ExtendWith(WeftExtension.class)` and parameters of test, `@BeforeEach` and `@AfterEach`
/// methods of type [Weft], [TestTime], [FaultScript] and [TestEngine].
///
/// A test fails if it scripted something for tasks that were never called. Tests may run at the same
/// time.
public final class WeftExtension
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(WeftExtension.class);

    private static final ThreadLocal<@Nullable Fixture> current = new ThreadLocal<>();

    private final @Nullable EngineSettings settings;

    /// Engines with the standard settings.
    public WeftExtension() {
        this.settings = null;
    }

    /// Engines with these settings.
    public WeftExtension(EngineSettings settings) {
        this.settings = settings;
    }

    /// What one test has.
    private record Fixture(TestEngine engine, Weft weft) {}

    /// The engine of the test that the calling thread runs.
    ///
    /// @throws IllegalStateException in another thread than that of a test
    public Weft weft() {
        return here().weft();
    }

    /// The time of the test that the calling thread runs.
    ///
    /// @throws IllegalStateException in another thread than that of a test
    public TestTime time() {
        return here().engine().time();
    }

    /// What goes wrong in the test that the calling thread runs.
    ///
    /// @throws IllegalStateException in another thread than that of a test
    public FaultScript script() {
        return here().engine().script();
    }

    private Fixture here() {
        Fixture fixture = current.get();
        if (fixture == null) {
            throw new IllegalStateException(
                    "WeftExtension must be asked in the thread that runs a test, was asked in '%s';"
                                    .formatted(Thread.currentThread().getName())
                            + " take Weft, TestTime and FaultScript as parameters of the test");
        }
        return fixture;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current.set(of(context));
    }

    private Fixture of(ExtensionContext context) {
        return context.getStore(OURS).computeIfAbsent(Fixture.class, _ -> open(), Fixture.class);
    }

    private Fixture open() {
        TestEngine engine =
                TestEngine.open(settings == null ? EngineSettings.standard() : settings);
        return new Fixture(engine, Weft.open(engine));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        current.remove();
        Fixture fixture = of(context);
        fixture.weft().close();
        if (context.getExecutionException().isEmpty()) {
            fixture.engine().script().checkThatScriptedTasksWereCalled();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return !(parameter.getDeclaringExecutable() instanceof Constructor)
                && (type == Weft.class
                        || type == TestTime.class
                        || type == FaultScript.class
                        || type == TestEngine.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Fixture fixture = of(context);
        if (type == Weft.class) {
            return fixture.weft();
        }
        if (type == TestTime.class) {
            return fixture.engine().time();
        }
        return type == FaultScript.class ? fixture.engine().script() : fixture.engine();
    }
}
