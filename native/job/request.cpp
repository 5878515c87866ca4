#include "job/request.h"

#include "job/json_reader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace bpflinker {

std::optional<ArtifactKind> parseArtifactKind(StringRef Name) {
  return StringSwitch<std::optional<ArtifactKind>>(Name)
      .Case("object", ArtifactKind::Object)
      .Case("assembly", ArtifactKind::Assembly)
      .Case("bitcode", ArtifactKind::Bitcode)
      .Case("ir", ArtifactKind::Ir)
      .Default(std::nullopt);
}

StringRef artifactKindName(ArtifactKind Kind) {
  switch (Kind) {
  case ArtifactKind::Object:
    return "object";
  case ArtifactKind::Assembly:
    return "assembly";
  case ArtifactKind::Bitcode:
    return "bitcode";
  case ArtifactKind::Ir:
    return "ir";
  }
  llvm_unreachable("every kind has a name");
}

namespace {

/// Reads one request. The methods are the sections of FORMAT.md.
class RequestParser {
public:
  RequestParser(const Message &Source, DiagnosticSink &Diagnostics)
      : Source(Source), Diagnostics(Diagnostics) {}

  std::optional<JobRequest> parse() {
    JsonReader Root(Source.Header, "", Diagnostics);
    // Another version may have other keys: say that, not which ones.
    if (!sameVersion(Root))
      return std::nullopt;
    action(Root);
    Root.string("workingDirectory", Request.WorkingDirectory);
    if (!sys::path::is_absolute(Request.WorkingDirectory))
      Root.refuse("workingDirectory", "expected an absolute path, found '" +
                                          Request.WorkingDirectory + "'");
    Root.string("headerDirectory", Request.Compile.HeaderDir);
    Root.object("limits", [&](JsonReader &R) {
      R.number("memoryBytes", Request.Limits.MemoryBytes);
      R.number("cpuMilliseconds", Request.Limits.CpuMilliseconds);
    });
    Root.objects("inputs", [&](JsonReader &R) { input(R); });
    settings(Root);
    Root.objects("emit", [&](JsonReader &R) { emit(R); });
    Root.object("inspect", [&](JsonReader &R) {
      Request.Inspect.emplace();
      R.boolean("disassembly", Request.Inspect->Disassembly);
      R.boolean("types", Request.Inspect->Types);
    });
    Root.finish();
    if (!Diagnostics.hasErrors())
      agree(Root);
    if (Diagnostics.hasErrors())
      return std::nullopt;
    return std::move(Request);
  }

private:
  bool sameVersion(JsonReader &R) {
    uint64_t Format = 0;
    std::string Package;
    R.number("format", Format);
    R.string("package", Package);
    if (Format == uint64_t(JobFormat) && Package == BPF_LINKER_VERSION)
      return true;
    Diagnostics.report(
        error(Code::JOB_INVALID,
              ("the request is of bpf-linker " +
               (Package.empty() ? "(no version)" : Package) + ", job format " +
               Twine(Format) +
               "; this native part is of " BPF_LINKER_VERSION ", job format " +
               Twine(JobFormat))
                  .str())
            .hint("install package and native part of one version again; in a "
                  "checkout, build the native part again: node "
                  "scripts/setup.mjs"));
    return false;
  }

  void action(JsonReader &R) {
    std::string Name = "link";
    R.string("action", Name);
    auto Action = StringSwitch<std::optional<JobAction>>(Name)
                      .Case("link", JobAction::Link)
                      .Case("compile", JobAction::Compile)
                      .Case("inspect", JobAction::Inspect)
                      .Default(std::nullopt);
    if (Action)
      Request.Action = *Action;
    else
      R.refuse("action",
               "expected link, compile or inspect, found '" + Name + "'");
  }

  void input(JsonReader &R) {
    JobInput Input;
    R.boolean("mayLackBitcode", Input.MayLackBitcode);
    R.boolean("compiled", Input.Compiled);
    std::string Path;
    uint64_t Blob = 0;
    bool HasPath = R.has("path"), HasName = R.has("name"),
         HasBlob = R.has("blob");
    // Each is read, so that each that does not fit is told.
    bool PathFits = R.string("path", Path) || !HasPath;
    bool NameFits = R.string("name", Input.Name) || !HasName;
    bool BlobFits = R.number("blob", Blob) || !HasBlob;
    if (!PathFits || !NameFits || !BlobFits)
      return;
    if (HasPath ? HasName || HasBlob : !HasName || !HasBlob) {
      R.refuse("", "expected either path, or name and blob");
      return;
    }
    if (HasPath)
      Input.Name = std::move(Path);
    if (Input.Name.empty()) {
      R.refuse(HasPath ? "path" : "name", "expected text, found ''");
      return;
    }
    if (HasBlob) {
      if (Blob >= Source.Blobs.size()) {
        R.refuse("blob", "the message has " + Twine(Source.Blobs.size()) +
                             " blobs, this would be number " + Twine(Blob));
        return;
      }
      // A copy, because readers of text want a NUL behind it and readers of
      // ELF an aligned beginning.
      Input.Buffer =
          MemoryBuffer::getMemBufferCopy(Source.Blobs[Blob], Input.Name);
    }
    Request.Inputs.push_back(std::move(Input));
  }

  /// Each key of the schema into the member of its name.
  void settings(JsonReader &Root) {
    CodeOptions Code;
    Root.object("code", [&](JsonReader &R) {
#define CODE_SETTING(Key, Member) read(R, #Key, Code.Member);
#define COMPILE_SETTING(Key, Member)
#define LINK_SETTING(Key, Member)
#include "job/settings.generated.def"
    });
    CompileOptions &Compile = Request.Compile;
    static_cast<CodeOptions &>(Compile) = Code;
    Root.object("compile", [&](JsonReader &R) {
#define CODE_SETTING(Key, Member)
#define COMPILE_SETTING(Key, Member) read(R, #Key, Compile.Member);
#define LINK_SETTING(Key, Member)
#include "job/settings.generated.def"
    });
    LinkOptions &Link = Request.Link;
    static_cast<CodeOptions &>(Link) = std::move(Code);
    Root.object("link", [&](JsonReader &R) {
#define CODE_SETTING(Key, Member)
#define COMPILE_SETTING(Key, Member)
#define LINK_SETTING(Key, Member) read(R, #Key, Link.Member);
#include "job/settings.generated.def"
    });
  }

  static void read(JsonReader &R, StringRef Key, std::string &Out) {
    R.string(Key, Out);
  }
  static void read(JsonReader &R, StringRef Key, bool &Out) {
    R.boolean(Key, Out);
  }
  static void read(JsonReader &R, StringRef Key,
                   std::vector<std::string> &Out) {
    R.strings(Key, Out);
  }
  static void read(JsonReader &R, StringRef Key, std::optional<bool> &Out) {
    if (R.has(Key))
      R.boolean(Key, Out.emplace());
  }
  static void read(JsonReader &R, StringRef Key, std::optional<uint64_t> &Out) {
    if (R.has(Key))
      R.number(Key, Out.emplace());
  }
  static void read(JsonReader &R, StringRef Key, OptimizationLevel &Out) {
    std::string Name;
    if (!R.string(Key, Name))
      return;
    if (std::optional<OptimizationLevel> Level = parseOptimizationLevel(Name))
      Out = *Level;
    else
      R.refuse(Key, "expected 0, 1, 2, 3, s or z, found '" + Name + "'");
  }
  static void read(JsonReader &R, StringRef Key, ExportSelection &Out) {
    R.object(Key, [&](JsonReader &E) {
      E.boolean("auto", Out.Auto);
      E.strings("patterns", Out.Patterns);
    });
  }

  static void read(JsonReader &R, StringRef Key, UnresolvedSelection &Out) {
    R.object(Key, [&](JsonReader &U) {
      U.boolean("all", Out.All);
      U.strings("patterns", Out.Patterns);
    });
  }

  static void read(JsonReader &R, StringRef Key, HeaderFolders &Out) {
    R.object(Key, [&](JsonReader &H) {
      H.strings("libbpf", Out.Libbpf);
      H.strings("linux", Out.Linux);
    });
  }

  void emit(JsonReader &R) {
    std::string Name;
    JobEmit Emit{};
    R.string("kind", Name);
    R.string("path", Emit.Path);
    if (std::optional<ArtifactKind> Kind = parseArtifactKind(Name)) {
      Emit.Kind = *Kind;
      Request.Emit.push_back(std::move(Emit));
    } else {
      R.refuse("kind", "expected object, assembly, bitcode or ir, found '" +
                           Name + "'");
    }
  }

  /// What the keys say together.
  void agree(JsonReader &R) {
    std::vector<JobEmit> &Emit = Request.Emit;
    switch (Request.Action) {
    case JobAction::Link:
      if (!R.has("emit"))
        Emit.push_back({ArtifactKind::Object, ""});
      if (Emit.empty() && !Request.Inspect)
        R.refuse("emit", "nothing to make: expected at least one artifact");
      for (size_t I = 0; I < Emit.size(); ++I)
        for (size_t J = 0; J < I; ++J)
          if (Emit[I].Kind == Emit[J].Kind)
            R.refuse("emit", "expected each kind once, found " +
                                 artifactKindName(Emit[I].Kind) + " twice");
      break;
    case JobAction::Compile:
      if (!R.has("emit"))
        Emit.assign(Request.Inputs.size(), {ArtifactKind::Bitcode, ""});
      if (Emit.size() != Request.Inputs.size())
        R.refuse("emit", "expected one artifact for each input (" +
                             Twine(Request.Inputs.size()) + "), found " +
                             Twine(Emit.size()));
      if (llvm::any_of(Emit, [](const JobEmit &E) {
            return E.Kind != ArtifactKind::Bitcode;
          }))
        R.refuse("emit", "compile makes bitcode only");
      if (R.has("inspect"))
        R.refuse("inspect", "compile makes no object to inspect");
      break;
    case JobAction::Inspect:
      if (Request.Inputs.size() != 1)
        R.refuse("inputs", "inspect takes one object, found " +
                               Twine(Request.Inputs.size()) + " inputs");
      if (R.has("emit"))
        R.refuse("emit", "inspect makes no artifacts");
      if (!Request.Inspect)
        Request.Inspect.emplace();
      break;
    }
  }

  const Message &Source;
  DiagnosticSink &Diagnostics;
  JobRequest Request;
};

} // namespace

std::optional<JobRequest> parseRequest(const Message &Request,
                                       DiagnosticSink &Diagnostics) {
  return RequestParser(Request, Diagnostics).parse();
}

} // namespace bpflinker
