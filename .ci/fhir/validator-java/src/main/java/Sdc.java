import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.ExtensionContextType;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.hl7.fhir.r4.model.UriType;

/**
 * Extensions, and the codes of one, of Structured Data Capture 4.0.0 (https://hl7.org/fhir/uv/sdc),
 * which no registry that CI uses has: where each stands and what it holds,
 * as its page says.
 */
final class Sdc {
  private static final String BASE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";

  private Sdc() {}

  static List<IBaseResource> definitions() {
    return List.of(
        value("calculatedExpression", List.of("Questionnaire.item"), "Expression"),
        value("initialExpression", List.of("Questionnaire.item"), "Expression"),
        value("observationExtract", List.of("Questionnaire", "Questionnaire.item", "Questionnaire.item.code"), "boolean", "code"),
        value("observation-extract-category", List.of("Questionnaire", "Questionnaire.item"), "CodeableConcept"),
        launchContext(),
        launchContexts());
  }

  private static CodeSystem launchContexts() {
    CodeSystem out = new CodeSystem();
    out.setId("launchContext");
    out.setUrl("http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext").setStatus(PublicationStatus.ACTIVE);
    out.setContent(CodeSystem.CodeSystemContentMode.COMPLETE).setCaseSensitive(true);
    out.addConcept().setCode("patient").setDisplay("Patient");
    out.addConcept().setCode("encounter").setDisplay("Encounter");
    out.addConcept().setCode("location").setDisplay("Location");
    out.addConcept().setCode("user").setDisplay("User");
    out.addConcept().setCode("study").setDisplay("ResearchStudy");
    return out;
  }

  private static StructureDefinition value(String name, List<String> contexts, String... types) {
    StructureDefinition out = extension(name, contexts);
    List<ElementDefinition> elements = out.getDifferential().getElement();
    elements.add(element("Extension", "Extension", 0, "*"));
    elements.add(element("Extension.extension", "Extension.extension", 0, "0"));
    elements.add(fixedUrl("Extension.url", BASE + name));
    elements.add(element("Extension.value[x]", "Extension.value[x]", 1, "1", types));
    return out;
  }

  private static StructureDefinition launchContext() {
    StructureDefinition out = extension("launchContext", List.of("Questionnaire"));
    List<ElementDefinition> elements = out.getDifferential().getElement();
    elements.add(element("Extension", "Extension", 0, "*"));
    ElementDefinition slices = element("Extension.extension", "Extension.extension", 2, "*");
    slices.getSlicing().addDiscriminator().setType(ElementDefinition.DiscriminatorType.VALUE).setPath("url");
    slices.getSlicing().setRules(ElementDefinition.SlicingRules.CLOSED);
    elements.add(slices);
    elements.addAll(part("name", 1, "1", "Coding"));
    elements.addAll(part("type", 1, "*", "code"));
    elements.addAll(part("description", 0, "1", "string"));
    elements.add(fixedUrl("Extension.url", BASE + "launchContext"));
    elements.add(element("Extension.value[x]", "Extension.value[x]", 0, "0"));
    return out;
  }

  private static List<ElementDefinition> part(String name, int min, String max, String type) {
    String id = "Extension.extension:" + name;
    List<ElementDefinition> out = new ArrayList<>();
    out.add(element(id, "Extension.extension", min, max).setSliceName(name));
    out.add(element(id + ".extension", "Extension.extension.extension", 0, "0"));
    ElementDefinition url = fixedUrl(id + ".url", name);
    out.add(url.setPath("Extension.extension.url"));
    out.add(element(id + ".value[x]", "Extension.extension.value[x]", 1, "1", type));
    return out;
  }

  private static StructureDefinition extension(String name, List<String> contexts) {
    StructureDefinition out = new StructureDefinition();
    out.setId("sdc-questionnaire-" + name);
    out.setUrl(BASE + name).setName(name).setStatus(PublicationStatus.ACTIVE).setFhirVersion(FHIRVersion._4_0_1);
    out.setKind(StructureDefinitionKind.COMPLEXTYPE).setAbstract(false).setType("Extension");
    out.setBaseDefinition("http://hl7.org/fhir/StructureDefinition/Extension").setDerivation(TypeDerivationRule.CONSTRAINT);
    contexts.forEach(c -> out.addContext().setType(ExtensionContextType.ELEMENT).setExpression(c));
    return out;
  }

  private static ElementDefinition fixedUrl(String id, String url) {
    return element(id, id, 1, "1").setFixed(new UriType(url));
  }

  private static ElementDefinition element(String id, String path, int min, String max, String... types) {
    ElementDefinition out = new ElementDefinition();
    out.setPath(path).setMin(min).setMax(max).setId(id);
    for (String type : types) {
      out.addType().setCode(type);
    }
    return out;
  }
}
