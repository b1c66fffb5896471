package dev.envelope.examples.modular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The published jars as OSGi bundles, in a framework. */
class BundleTest {

    @TempDir
    private Path storage;

    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "0"));
        framework.start();
        // Micrometer's bundles insist on the annotations, which no one else needs at run time.
        Path annotations = Path.of(NullMarked.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        for (Path entry : Stream.concat(RunPath.entries().stream(), Stream.of(annotations))
                .toList()) {
            if (manifest(entry).getValue(Constants.BUNDLE_SYMBOLICNAME) != null) {
                framework.getBundleContext().installBundle("reference:" + entry.toUri());
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.envelope.examples.modular.RunPath#envelope")
    void a_bundle_exports_what_its_module_exports(ModuleReference module) throws IOException {
        Set<String> packages = module.descriptor().exports().stream()
                .map(Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packageNames(manifest(module), Constants.EXPORT_PACKAGE)).isEqualTo(packages);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.envelope.examples.modular.RunPath#envelope")
    void a_bundle_imports_nothing_internal(ModuleReference module) throws IOException {
        assertThat(packageNames(manifest(module), Constants.IMPORT_PACKAGE))
                .isNotEmpty()
                .noneMatch(name -> name.contains("internal"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.envelope.examples.modular.RunPath#envelope")
    void a_bundle_brings_its_licence(ModuleReference module) throws IOException {
        try (InputStream licence = module.open().open("META-INF/LICENSE").orElseThrow()) {
            assertThat(licence).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    void a_bundle_finds_what_it_needs(String name) throws BundleException {
        Bundle bundle = bundle(name);
        bundle.start();
        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    }

    /** All but envelope-aws: the SDK's jars are no bundles. */
    static List<String> a_bundle_finds_what_it_needs() {
        return List.of("envelope-core", "envelope-jdbc", "envelope-micrometer", "envelope-testkit", "envelope-vault");
    }

    @Test
    void a_record_is_encrypted_and_decrypted_in_a_framework() throws Exception {
        Bundle core = bundle("envelope-core");
        Class<?> contexts = core.loadClass("dev.envelope.EncryptionContext");
        Class<?> ciphers = core.loadClass("dev.envelope.EnvelopeCipher");
        Object kek = core.loadClass("dev.envelope.LocalKey")
                .getMethod("ephemeral", String.class)
                .invoke(null, "cards");
        Object cipher = ciphers.getMethod("using", core.loadClass("dev.envelope.kek.KeyEncryptionKey"))
                .invoke(null, kek);
        Object none = contexts.getMethod("none").invoke(null);
        Object sealed =
                ciphers.getMethod("encryptToText", String.class, contexts).invoke(cipher, "411", none);
        Object opened =
                ciphers.getMethod("decryptToString", String.class, contexts).invoke(cipher, sealed, none);
        assertThat(opened).isEqualTo("411");
        assertThat(ciphers.getClassLoader()).isNotEqualTo(getClass().getClassLoader());
    }

    @Test
    void a_bundle_may_import_an_exported_package() throws Exception {
        Bundle consumer = consumerOf("dev.envelope");
        consumer.start();
        assertThat(consumer.loadClass("dev.envelope.EnvelopeCipher")).isNotNull();
    }

    @Test
    void a_bundle_that_imports_an_internal_package_does_not_start() throws Exception {
        Bundle consumer = consumerOf("dev.envelope.internal.crypto");
        assertThatThrownBy(consumer::start)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("dev.envelope.internal.crypto");
    }

    private Bundle consumerOf(String importedPackage) throws BundleException, IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, "consumer");
        attributes.putValue(Constants.IMPORT_PACKAGE, importedPackage);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        return framework.getBundleContext().installBundle("consumer", new ByteArrayInputStream(jar.toByteArray()));
    }

    private Bundle bundle(String artifact) {
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (bundle.getSymbolicName().equals("dev.envelope." + artifact)) {
                return bundle;
            }
        }
        throw new AssertionError("No bundle of " + artifact);
    }

    private static Attributes manifest(ModuleReference module) throws IOException {
        return manifest(Path.of(module.location().orElseThrow()));
    }

    private static Attributes manifest(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            try (InputStream file = Files.newInputStream(entry.resolve(JarFile.MANIFEST_NAME))) {
                return new Manifest(file).getMainAttributes();
            }
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        }
    }

    private static Set<String> packageNames(Attributes manifest, String header) {
        String withoutQuoted = manifest.getValue(header).replaceAll("\"[^\"]*\"", "");
        return Arrays.stream(withoutQuoted.split(",", -1))
                .map(clause -> clause.replaceAll(";.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
