#include "cli/options.h"

#include "bpf/cpu.h"
#include "cli/option_table.h"
#include "job/request.h"
#include "support/nearest.h"
#include "support/shell_words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace bpflinker {

std::optional<LogLevel> parseLogLevel(StringRef Name) {
  return StringSwitch<std::optional<LogLevel>>(Name)
      .CaseLower("off", LogLevel::Off)
      .CaseLower("error", LogLevel::Error)
      .CaseLower("warn", LogLevel::Warn)
      .CaseLower("warning", LogLevel::Warn)
      .CaseLower("info", LogLevel::Info)
      .CaseLower("debug", LogLevel::Debug)
      .CaseLower("trace", LogLevel::Trace)
      .Default(std::nullopt);
}

namespace {

class Parser {
public:
  Parser(ArrayRef<const char *> Arguments, CliOptions &Out,
         std::string &Mistake)
      : Rest(Arguments), Out(Out), Mistake(Mistake) {}

  bool parse() {
    while (!Rest.empty()) {
      StringRef Argument = next();
      if (Argument == "--") {
        Out.Inputs.insert(Out.Inputs.end(), Rest.begin(), Rest.end());
        break;
      }
      if (!option(Argument))
        return false;
    }
    // Asked for help: what else is missing does not matter.
    if (Out.Help || Out.Version)
      return true;
    if (Out.Output.empty())
      return fail("there is no output: add -o <path>");
    if (Out.Inputs.empty())
      return fail("there are no inputs: name at least one file to link");
    return !Out.Link.Relocatable || mergesIntoIr();
  }

private:
  StringRef next() {
    StringRef Argument = Rest.front();
    Rest = Rest.drop_front();
    return Argument;
  }
  bool fail(const Twine &Why) {
    Mistake = Why.str();
    return false;
  }

  bool mergesIntoIr() {
    if (!EmitGiven)
      Out.Emit = ArtifactKind::Bitcode;
    return Out.Emit == ArtifactKind::Bitcode || Out.Emit == ArtifactKind::Ir ||
           fail("--relocatable makes bitcode or IR: --emit llvm-bc or llvm-ir");
  }

  bool option(StringRef Argument) {
    // lld's spelling, one dash.
    if (Argument == "-flavor")
      Argument = "--flavor";
    if (Argument.starts_with("--"))
      return longOption(Argument);
    if (Argument.size() > 1 && Argument.front() == '-')
      return shortOption(Argument);
    Out.Inputs.push_back(Argument.str());
    return true;
  }

  bool longOption(StringRef Argument) {
    auto [Name, Value] = Argument.drop_front(2).split('=');
    bool HasValue = Argument.contains('=');
    for (const OptionSpec &O : optionTable()) {
      if (O.Long.empty() || O.Long != Name)
        continue;
      std::string Spelling = "--" + Name.str();
      if (O.OptionalValue && !HasValue)
        return apply(O, Spelling, "");
      if (O.OptionalValue && Value.empty())
        return fail(Spelling + "= needs a value: <" + O.Value +
                    ">; without one, leave out the =");
      if (!O.Value.empty())
        return HasValue ? apply(O, Spelling, Value) : applyNext(O, Spelling);
      if (HasValue)
        return fail(Spelling + " takes no value, but has '" + Value + "'");
      return apply(O, Spelling, "");
    }
    return unknown("--" + Name.str());
  }

  /// -O3, -O 3, -O=3; flags without a value do not combine.
  bool shortOption(StringRef Argument) {
    for (const OptionSpec &O : optionTable()) {
      if (!O.Short || O.Short != Argument[1])
        continue;
      std::string Spelling = Argument.take_front(2).str();
      StringRef Value = Argument.drop_front(2);
      if (O.Value.empty()) {
        if (!Value.empty())
          break;
        return apply(O, Spelling, "");
      }
      if (Value.empty())
        return applyNext(O, Spelling);
      Value.consume_front("=");
      return apply(O, Spelling, Value);
    }
    return unknown(Argument);
  }

  bool applyNext(const OptionSpec &O, const std::string &Spelling) {
    if (Rest.empty())
      return fail(Spelling + " needs a value: <" + O.Value + ">");
    StringRef Value = Rest.front();
    if (!O.DashValues && Value.size() > 1 && Value.front() == '-')
      return fail(Spelling + " needs a value (<" + O.Value + ">), but '" +
                  Value + "' follows; if that is the value, write " + Spelling +
                  "=" + Value);
    return apply(O, Spelling, next());
  }

  bool unknown(StringRef Given) {
    NearestName Nearest(Given);
    for (const OptionSpec &O : optionTable())
      if (!O.Long.empty() && !O.Section.empty())
        Nearest.offer(("--" + O.Long).str());
    return fail("there is no option '" + Given + "'" +
                (Nearest.get().empty()
                     ? ""
                     : "; did you mean '" + Nearest.get() + "'?"));
  }

  bool oneOf(const std::string &Spelling, StringRef Allowed, StringRef Found) {
    return fail(Spelling + ": expected " + Allowed + ", found '" + Found + "'");
  }

  /// "generic, probe, v1, v2, v3 or v4".
  static std::string allowedCpus() {
    return join(cpuNames().drop_back(), ", ") + " or " +
           cpuNames().back().str();
  }

  static void splitInto(std::vector<std::string> &List, StringRef Value) {
    SmallVector<StringRef> Parts;
    Value.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      List.push_back(Part.str());
  }

  bool apply(const OptionSpec &O, const std::string &Spelling, StringRef Value);

  ArrayRef<const char *> Rest;
  CliOptions &Out;
  std::string &Mistake;
  bool EmitGiven = false;
};

bool Parser::apply(const OptionSpec &O, const std::string &Spelling,
                   StringRef Value) {
  LinkOptions &Link = Out.Link;
  switch (O.Id) {
  case OptionId::Output:
    Out.Output = Value.str();
    return !Value.empty() || fail(Spelling + " needs a path");
  case OptionId::Emit: {
    auto Kind = StringSwitch<std::optional<ArtifactKind>>(Value)
                    .Case("obj", ArtifactKind::Object)
                    .Case("asm", ArtifactKind::Assembly)
                    .Case("llvm-bc", ArtifactKind::Bitcode)
                    .Case("llvm-ir", ArtifactKind::Ir)
                    .Default(std::nullopt);
    if (!Kind)
      return oneOf(Spelling, "obj, asm, llvm-bc or llvm-ir", Value);
    // The first counts: rustc appends its own.
    if (!EmitGiven)
      Out.Emit = *Kind;
    EmitGiven = true;
    return true;
  }
  case OptionId::Target:
    Link.Target = Value.str();
    return true;
  case OptionId::Cpu:
    if (!is_contained(cpuNames(), Value))
      return oneOf(Spelling, allowedCpus(), Value);
    Link.Cpu = Value.str();
    return true;
  case OptionId::CpuFeatures:
    Link.CpuFeatures = Value.str();
    return true;
  case OptionId::Optimize: {
    auto Level = parseOptimizationLevel(Value);
    if (!Level)
      return oneOf(Spelling, "0, 1, 2, 3, s or z", Value);
    Link.Optimize = *Level;
    return true;
  }
  case OptionId::Btf:
    Link.Btf = true;
    return true;
  case OptionId::Export:
    splitInto(Out.Exports, Value);
    return true;
  case OptionId::ExportSymbols:
    Out.ExportFiles.push_back(Value.str());
    return true;
  case OptionId::UnrollLoops:
    Link.UnrollLoops = true;
    return true;
  case OptionId::IgnoreInlineNever:
    Link.IgnoreInlineNever = true;
    return true;
  case OptionId::DisableMemoryBuiltins:
    Link.DisableMemoryBuiltins = true;
    return true;
  case OptionId::DisableExpandMemcpyInOrder:
    Link.ExpandMemcpyInOrder = false;
    return true;
  case OptionId::ExpandMemcpyInOrder:
    Link.ExpandMemcpyInOrder = true;
    return true;
  case OptionId::AllowBpfTrap:
    Link.AllowBpfTrap = true;
    return true;
  case OptionId::AllowUnresolved:
    Link.AllowUnresolved.All |= Value.empty();
    splitInto(Link.AllowUnresolved.Patterns, Value);
    return true;
  case OptionId::LlvmArgs:
    splitInto(Link.LlvmArgs, Value);
    return true;
  case OptionId::FatalErrors:
    if (Value != "true" && Value != "false")
      return oneOf(Spelling, "true or false", Value);
    Out.FatalErrors = Value == "true";
    return true;
  case OptionId::Profile:
    Out.Profile = Value.str();
    return !Value.empty() || fail(Spelling + " needs a name");
  case OptionId::Include:
    Out.IncludeDirs.push_back(Value.str());
    return true;
  case OptionId::LibbpfHeaders:
    Out.Headers.Libbpf.push_back(Value.str());
    return true;
  case OptionId::LinuxHeaders:
    Out.Headers.Linux.push_back(Value.str());
    return true;
  case OptionId::Define:
    Out.Defines.push_back(Value.str());
    return true;
  case OptionId::Cflags:
    if (std::string Why; !shellWords(Value, Out.Cflags, Why))
      return fail(Spelling + ": " + Why);
    return true;
  case OptionId::DumpModule:
    Link.DumpModule = Value.str();
    return true;
  case OptionId::Relocatable:
    Link.Relocatable = true;
    return true;
  case OptionId::LogFile:
    Out.LogFile = Value.str();
    return true;
  case OptionId::LogLevel:
    Out.Level = parseLogLevel(Value);
    return Out.Level ||
           oneOf(Spelling, "off, error, warn, info, debug or trace", Value);
  case OptionId::Help:
    Out.Help = true;
    return true;
  case OptionId::Version:
    Out.Version = true;
    return true;
  case OptionId::Ignored:
    return true;
  }
  llvm_unreachable("every option is applied");
}

} // namespace

bool parseOptions(ArrayRef<const char *> Arguments, CliOptions &Out,
                  std::string &Mistake) {
  return Parser(Arguments, Out, Mistake).parse();
}

} // namespace bpflinker
