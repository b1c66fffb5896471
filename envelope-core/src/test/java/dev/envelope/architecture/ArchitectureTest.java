package dev.envelope.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.envelope.EnvelopeException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that a compiler does not enforce. */
class ArchitectureTest {

    private static final String INTERNAL = "dev.envelope.internal..";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.envelope");

    @Test
    void core_depends_on_the_jdk_and_caffeine_only() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.envelope..",
                        "com.github.benmanes.caffeine.cache",
                        "java..",
                        "javax.crypto..",
                        "javax.security.auth",
                        "jdk.jfr",
                        "org.jspecify.annotations"))
                .check(CORE);
    }

    @Test
    void internal_types_do_not_occur_in_what_applications_see() {
        methods()
                .that()
                .areDeclaredInClassesThat(areExported())
                .should(haveNoInternalTypeInTheirSignature())
                .check(CORE);
        constructors()
                .that()
                .areDeclaredInClassesThat(areExported())
                .should(haveNoInternalTypeInTheirSignature())
                .check(CORE);
        fields().that()
                .areDeclaredInClassesThat(areExported())
                .should(haveNoInternalTypeInTheirSignature())
                .check(CORE);
    }

    @Test
    void what_applications_see_does_not_extend_internal_types() {
        classes()
                .that(areExported())
                .and()
                .arePublic()
                .should()
                .notBeAssignableTo(resideInAPackage(INTERNAL))
                .check(CORE);
    }

    @Test
    void nothing_changes_the_global_list_of_providers() {
        noClasses()
                .should()
                .callMethod(Security.class, "addProvider", Provider.class)
                .orShould()
                .callMethod(Security.class, "insertProviderAt", Provider.class, int.class)
                .orShould()
                .callMethod(Security.class, "removeProvider", String.class)
                .orShould()
                .callMethod(Security.class, "setProperty", String.class, String.class)
                .check(CORE);
    }

    @Test
    void no_method_is_synchronized() {
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
    }

    @Test
    void no_source_file_has_a_synchronized_block() throws IOException {
        // ArchUnit sees no blocks. The words of comments are left out.
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources)
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Files.readString(file)).doesNotContainPattern("(?m)^[^*/]*\\bsynchronized\\b"));
        }
    }

    @Test
    void nothing_writes_to_the_standard_streams() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CORE);
    }

    @Test
    void nothing_uses_java_util_logging() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CORE);
    }

    @Test
    void internal_packages_depend_on_each_other_without_cycles() {
        slices().matching("dev.envelope.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void cryptography_knows_nothing_of_envelopes() {
        noClasses()
                .that()
                .resideInAPackage("dev.envelope.internal.crypto")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.envelope..").and(not(resideInAPackage("dev.envelope.internal.crypto"))))
                .check(CORE);
    }

    @Test
    void only_the_cryptography_touches_the_jca() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.envelope.internal.crypto")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("javax\\.crypto\\.(Cipher|Mac|KeyGenerator|spec\\..*)")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.security\\.SecureRandom|java\\.util\\.(Random|concurrent\\.ThreadLocalRandom)")
                .check(CORE);
    }

    @Test
    void nothing_compares_by_what_jdk_17_compiles_wrong() {
        noClasses()
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .because("ConstantTime says why")
                .check(CORE);
    }

    @Test
    void every_exception_is_in_the_sealed_hierarchy() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should()
                .beAssignableTo(EnvelopeException.class)
                .check(CORE);
    }

    @Test
    void only_exceptions_enums_and_what_refuses_it_are_serialised() {
        classes()
                .that(are(Serializable.class))
                .and(not(are(Throwable.class)))
                .and(not(are(Enum.class)))
                .should(refuseToBeSerialised())
                .check(CORE);
    }

    @Test
    void public_classes_are_final_or_sealed_or_interfaces() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CORE);
    }

    @Test
    void the_rules_look_at_every_package() {
        Set<String> packages = CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages)
                .containsExactlyInAnyOrder(
                        "dev.envelope",
                        "dev.envelope.format",
                        "dev.envelope.kek",
                        "dev.envelope.rotation",
                        "dev.envelope.tenant",
                        "dev.envelope.internal.cache",
                        "dev.envelope.internal.content",
                        "dev.envelope.internal.crypto",
                        "dev.envelope.internal.event",
                        "dev.envelope.internal.format",
                        "dev.envelope.internal.json",
                        "dev.envelope.internal.keyring",
                        "dev.envelope.internal.thread",
                        "dev.envelope.internal.wrap");
    }

    private static DescribedPredicate<JavaClass> areExported() {
        return not(resideInAPackage(INTERNAL)).as("are in an exported package");
    }

    private static DescribedPredicate<JavaClass> are(Class<?> type) {
        return assignableTo(type);
    }

    private static ArchCondition<JavaMember> haveNoInternalTypeInTheirSignature() {
        return new ArchCondition<>("have no internal type in their signature") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                if (isSeen(member)) {
                    typesOf(member)
                            .filter(resideInAPackage(INTERNAL))
                            .forEach(type -> events.add(SimpleConditionEvent.violated(
                                    member, member.getFullName() + " shows " + type.getName())));
                }
            }
        };
    }

    private static boolean isSeen(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        boolean seen = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return seen && member.getOwner().getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return Stream.of(
                            Stream.of(unit.getReturnType()),
                            unit.getParameterTypes().stream(),
                            unit.getExceptionTypes().stream())
                    .flatMap(types -> types)
                    .flatMap(type -> type.getAllInvolvedRawTypes().stream());
        }
        return member.getAllInvolvedRawTypes().stream();
    }

    private static ArchCondition<JavaClass> refuseToBeSerialised() {
        return new ArchCondition<>("refuse to be serialised") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean refuses = type.tryGetMethod("writeObject", ObjectOutputStream.class)
                        .map(writeObject -> writeObject.getThrowsClause().containsType(NotSerializableException.class))
                        .orElse(false);
                if (!refuses) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " can be serialised"));
                }
            }
        };
    }
}
