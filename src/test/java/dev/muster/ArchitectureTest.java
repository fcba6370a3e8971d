package dev.muster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency rule of the house (docs/architecture.md). */
@AnalyzeClasses(packages = "dev.muster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] OUTER = {"dev.muster", "dev.muster.camel", "dev.muster.command"};

    @ArchTest
    static final ArchRule modelDependsOnTheJdkOnly = classes()
            .that()
            .resideInAPackage("dev.muster.model")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.muster.model", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule camelStaysOutsideTheDomain = noClasses()
            .that()
            .resideOutsideOfPackages("dev.muster", "dev.muster.camel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule capabilitiesNeverImportOneAnother = slices().matching("dev.muster.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage("dev.muster.model"))
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage("dev.muster.store"))
            .ignoreDependency(DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage("dev.muster.tls"))
            .ignoreDependency(DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage("dev.muster.http"))
            .ignoreDependency(JavaClass.Predicates.resideInAnyPackage(OUTER), DescribedPredicate.alwaysTrue());

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.muster.(*)..").should().beFreeOfCycles();
}
