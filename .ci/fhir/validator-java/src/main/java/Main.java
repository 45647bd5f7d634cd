import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.CodeValidationResult;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Questionnaire;

/**
 * Validates files against R4 and against our own code systems, value sets and
 * questionnaire: Main RESOURCES SUPPORT ALLOW PLANTED.
 *
 * <ul>
 *   <li>RESOURCES: folder of .json files to be found valid.
 *   <li>SUPPORT: folder of .json files that they refer to by canonical URL.
 *   <li>ALLOW: messages that are let pass, see allow.txt.
 *   <li>PLANTED: broken resources, each with the message that has to be found.
 * </ul>
 *
 * A message of severity information passes; a warning passes as an error does,
 * only by ALLOW. Exits with 1 when a resource is not valid, a planted fault is
 * not found, or an allowance is of no use.
 */
public final class Main {
  private final FhirContext context = FhirContext.forR4();
  private final IValidationSupport support;
  private final FhirValidator validator;
  private final Map<Pattern, Integer> allowed = new TreeMap<>((a, b) -> a.pattern().compareTo(b.pattern()));

  private Main(Path canonicals, Path allow) throws IOException {
    for (String line : Files.readAllLines(allow)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        allowed.put(Pattern.compile(line), 0);
      }
    }
    Own own = new Own(context);
    Sdc.definitions().forEach(own::addResource);
    for (Path file : json(canonicals)) {
      own.addResource(context.newJsonParser().parseResource(Files.readString(file)));
    }
    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING); // so that ALLOW names those that nobody can check here
    support =
        new ValidationSupportChain(
            own,
            new DefaultProfileValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new CommonCodeSystemsTerminologyService(context),
            unknown);
    FhirInstanceValidator instances = new FhirInstanceValidator(support);
    instances.setAnyExtensionsAllowed(false); // an extension that is not defined is an error
    instances.setErrorForUnknownProfiles(true);
    instances.setNoExtensibleWarnings(false);
    validator = context.newValidator().registerValidatorModule(instances);
  }

  /** What is known beside R4 itself. */
  private static final class Own extends PrePopulatedValidationSupport {
    private final Map<String, Questionnaire> questionnaires = new TreeMap<>();

    Own(FhirContext context) {
      super(context);
    }

    @Override
    public void addResource(IBaseResource resource) {
      if (resource instanceof Questionnaire form) {
        questionnaires.put(form.getUrl(), form);
        questionnaires.put(form.getUrl() + "|" + form.getVersion(), form);
      } else {
        super.addResource(resource);
      }
    }

    /** As super, which knows no questionnaires. */
    @Override
    @SuppressWarnings("unchecked")
    public <T extends IBaseResource> T fetchResource(Class<T> type, String uri) {
      if (type == Questionnaire.class) {
        return (T) questionnaires.get(uri);
      }
      return super.fetchResource(type, uri);
    }
  }

  public static void main(String[] args) throws Exception {
    Main main = new Main(Path.of(args[1]), Path.of(args[2]));
    List<Path> files = json(Path.of(args[0]));
    Map<Path, Set<String>> found = new TreeMap<>();
    files.parallelStream()
        .forEach(
            file -> {
              Set<String> messages = main.validate(read(file));
              synchronized (found) {
                found.put(file, messages);
              }
            });
    int failures = 0;
    for (Map.Entry<Path, Set<String>> one : found.entrySet()) {
      for (String message : one.getValue()) {
        if (!main.passes(message)) {
          System.out.println(one.getKey().getFileName() + ": " + message);
          failures++;
        }
      }
    }
    for (Map.Entry<Pattern, Integer> one : main.allowed.entrySet()) {
      System.out.println("  let pass " + one.getValue() + " times: " + one.getKey());
      if (one.getValue() == 0) {
        System.out.println("allow.txt: nothing needs this");
        failures++;
      }
    }
    int planted = main.planted(Path.of(args[3]));
    System.out.println("hapi-fhir-validation: " + files.size() + " resources, " + failures + " faults, " + planted + " planted faults not found");
    System.exit(failures + planted == 0 && !files.isEmpty() ? 0 : 1);
  }

  /** Everything but information that is said of a resource. */
  private Set<String> validate(String resource) {
    Set<String> out = new LinkedHashSet<>();
    for (SingleValidationMessage message : validator.validateWithResult(resource).getMessages()) {
      if (message.getSeverity() != ResultSeverityEnum.INFORMATION) {
        out.add(message.getSeverity().getCode() + " " + message.getLocationString() + ": " + message.getMessage());
      }
    }
    if (out.stream().noneMatch(m -> m.startsWith("error ") || m.startsWith("fatal "))) {
      codings(context.newJsonParser().parseResource(resource), out);
    }
    return out;
  }

  /**
   * Looks at every coding on its own: of a CodeableConcept the validator is
   * content with one that it knows or cannot know.
   */
  private void codings(IBaseResource resource, Set<String> out) {
    for (Coding coding : codings((Base) resource).toList()) {
      if (!coding.hasSystem() || !coding.hasCode()) {
        continue;
      }
      CodeValidationResult found =
          support.validateCode(
              new ValidationSupportContext(support), new ConceptValidationOptions(), coding.getSystem(), coding.getCode(), coding.getDisplay(), null);
      if (found == null) {
        out.add("warning coding: nothing is known of " + coding.getSystem() + "#" + coding.getCode());
      } else if (found.getSeverity() != null && found.getSeverity() != IssueSeverity.INFORMATION) {
        out.add(found.getSeverity().getCode() + " coding: " + found.getMessage());
      }
    }
  }

  private static Stream<Coding> codings(Base element) {
    Stream<Coding> below = element.children().stream().flatMap(p -> p.getValues().stream()).flatMap(Main::codings);
    return element instanceof Coding coding ? Stream.concat(Stream.of(coding), below) : below;
  }

  private boolean passes(String text) {
    for (Map.Entry<Pattern, Integer> one : allowed.entrySet()) {
      if (one.getKey().matcher(text).find()) {
        one.setValue(one.getValue() + 1);
        return true;
      }
    }
    return false;
  }

  /** The number of planted faults that are not found, or found for another reason. */
  private int planted(Path file) throws IOException {
    int missed = 0;
    for (JsonElement element : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
      JsonObject fault = element.getAsJsonObject();
      if (fault.get("java").isJsonNull()) {
        continue;
      }
      Pattern wanted = Pattern.compile(fault.get("java").getAsString());
      Set<String> messages = validate(fault.get("resource").toString());
      if (messages.stream().noneMatch(m -> !passes(m) && wanted.matcher(m).find())) {
        System.out.println("planted, not found: " + fault.get("name").getAsString() + "; said instead: " + messages);
        missed++;
      }
    }
    return missed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Path> json(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }
}
