package dev.envelope.examples.modular;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program gets that is a module itself, in a Java of its own: the tests run on the class path. */
class ModulePathTest {

    private static final String EXAMPLE = "dev.envelope.examples.modular";

    @TempDir
    private Path folder;

    private final String libraries = RunPath.asText();

    @Test
    void the_example_encrypts_and_decrypts_with_each_module() throws Exception {
        assertThat(run("Main"))
                .contains("module dev.envelope: opened 4111111111111111")
                .contains("module dev.envelope.testkit: opened 4111111111111111")
                .contains("module dev.envelope.aws: opened 4111111111111111")
                .contains("module dev.envelope.jdbc: opened 4111111111111111")
                .containsPattern("module dev\\.envelope\\.micrometer: opened 4111111111111111, with [1-9]")
                .contains("module dev.envelope.vault: refused with " + ErrorCode.ACCESS_DENIED);
    }

    @Test
    void the_program_of_the_native_image_runs_on_a_jvm_too() throws Exception {
        assertThat(run("NativeMain"))
                .contains("a local key: opened 4111111111111111")
                .contains("cached keys: opened 4111111111111111")
                .contains("a tenant's key: opened 4111111111111111")
                .containsPattern("the tables for POSTGRESQL: [1-9]");
    }

    @Test
    void every_module_of_the_library_says_itself_what_it_exports() {
        assertThat(RunPath.envelope())
                .hasSize(6)
                .noneMatch(module -> module.descriptor().isAutomatic())
                .noneMatch(module -> module.descriptor().isOpen());
    }

    @Test
    void a_class_of_an_exported_package_compiles() throws IOException {
        assertThat(compile("dev.envelope", "dev.envelope.EnvelopeCipher")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_class_of_an_internal_package_does_not_compile(Hidden hidden) throws IOException {
        assertThat(compile(hidden.module(), hidden.className()))
                .contains("package " + hidden.packageName() + " is not visible")
                .contains("does not export it");
    }

    static List<Hidden> a_class_of_an_internal_package_does_not_compile() {
        List<Hidden> hidden =
                RunPath.envelope().stream().flatMap(ModulePathTest::hidden).toList();
        assertThat(hidden).extracting(Hidden::packageName).contains("dev.envelope.internal.crypto");
        return hidden;
    }

    /** A package that a module keeps to itself, and a class in it. */
    private record Hidden(String module, String packageName, String className) {

        @Override
        public String toString() {
            return packageName;
        }
    }

    private static Stream<Hidden> hidden(ModuleReference module) {
        ModuleDescriptor descriptor = module.descriptor();
        Set<String> exported =
                descriptor.exports().stream().map(Exports::source).collect(Collectors.toSet());
        return descriptor.packages().stream()
                .filter(name -> !exported.contains(name))
                .sorted()
                .map(name -> new Hidden(descriptor.name(), name, aClass(module, name)));
    }

    private static String aClass(ModuleReference module, String packageName) {
        String folder = packageName.replace('.', '/') + "/";
        try (ModuleReader reader = module.open();
                Stream<String> files = reader.list()) {
            return files.filter(file -> file.matches(folder + "[A-Z][A-Za-z]*\\.class"))
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .replace(".class", "")
                    .replace('/', '.');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a module that imports one class; returns what the compiler says. */
    private String compile(String requires, String imports) throws IOException {
        Path info =
                Files.writeString(folder.resolve("module-info.java"), "module probe { requires " + requires + "; }");
        Path probe = Files.writeString(
                folder.resolve("Probe.java"), "package probe; import " + imports + "; final class Probe {}");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter says = new StringWriter();
        String out = folder.resolve("out").toString();
        // Unless told otherwise, the compiler takes the class path of the tests too.
        List<String> options = List.of("--module-path", libraries, "--class-path", out, "-d", out);
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            javac.getTask(says, files, null, options, null, files.getJavaFileObjects(info, probe))
                    .call();
        }
        return says.toString();
    }

    private String run(String program) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        Path.of("target", "classes") + File.pathSeparator + libraries,
                        "--module",
                        EXAMPLE + "/" + EXAMPLE + "." + program)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = java.waitFor(2, TimeUnit.MINUTES);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(text).isTrue();
            assertThat(java.exitValue()).as(text).isZero();
            return text;
        } finally {
            java.destroyForcibly();
        }
    }
}
