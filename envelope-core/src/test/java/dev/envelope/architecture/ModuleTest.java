package dev.envelope.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests run on the class path; the module is what applications get. */
class ModuleTest {

    private final Path classes;
    private final ModuleDescriptor module;

    ModuleTest() throws IOException, URISyntaxException {
        URI location = EnvelopeCipher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        classes = Path.of(location);
        try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }
    }

    @Test
    void requires_nothing_but_the_jdk_and_caffeine_at_run_time() {
        assertThat(module.requires())
                .filteredOn(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .extracting(Requires::name)
                .containsExactlyInAnyOrder("java.base", "jdk.jfr", "com.github.benmanes.caffeine");
    }

    @Test
    void requires_jspecify_at_compile_time_only() {
        assertThat(module.requires())
                .filteredOn(requires -> requires.modifiers().contains(Requires.Modifier.STATIC))
                .extracting(Requires::name)
                .containsExactly("org.jspecify");
    }

    @Test
    void exports_what_applications_and_providers_use() {
        assertThat(module.exports())
                .extracting(Exports::source)
                .containsExactlyInAnyOrder(
                        "dev.envelope",
                        "dev.envelope.format",
                        "dev.envelope.kek",
                        "dev.envelope.rotation",
                        "dev.envelope.tenant");
    }

    @Test
    void exports_nothing_to_some_modules_only() {
        assertThat(module.exports()).noneMatch(Exports::isQualified);
    }

    @Test
    void opens_nothing_to_reflection() {
        assertThat(module.isOpen()).isFalse();
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void keeps_every_other_package_to_itself() throws IOException {
        Set<String> exported = module.exports().stream().map(Exports::source).collect(Collectors.toSet());
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(exported.contains(name))
                        .as(name)
                        .isEqualTo(!name.startsWith("dev.envelope.internal")));
    }

    private Set<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file).getParent())
                    .filter(folder -> folder != null)
                    .map(folder -> folder.toString().replace('/', '.').replace('\\', '.'))
                    .collect(Collectors.toSet());
        }
    }
}
