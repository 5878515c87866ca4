#include "linker/optimize/llvm_options.h"

#include "linker/ir/language.h"
#include "support/nearest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace bpflinker {

bool expandsInOrder(const Module &M, const LinkOptions &Options) {
  return Options.ExpandMemcpyInOrder.value_or(isPartlyRust(M));
}

namespace {

/// Options whose mere occurrence prints and ends the process
/// (lib/Support/CommandLine.cpp), or that start a run of another kind.
bool endsTheProcess(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"h", "help", "help-list", "help-hidden", "help-list-hidden",
              "version"},
             true)
      .Cases({"print-options", "print-all-options"}, true)
      .Default(false);
}

/// Empty when none is near.
std::string nearestOption(StringRef Name) {
  // The map has no order.
  std::vector<StringRef> Known;
  for (auto [Candidate, O] : cl::getRegisteredOptions())
    Known.push_back(Candidate);
  llvm::sort(Known);
  NearestName Nearest(Name);
  for (StringRef Candidate : Known)
    Nearest.offer(Candidate);
  return Nearest.get().str();
}

} // namespace

bool LlvmOptionScope::set(StringRef Name, StringRef Value) {
  auto &Registered = cl::getRegisteredOptions();
  auto Found = Registered.find(Name);
  if (Found == Registered.end())
    return false;
  cl::Option *O = Found->second;
  // The last one counts, also over our own; lists collect.
  bool Collects = O->getNumOccurrencesFlag() == cl::ZeroOrMore ||
                  O->getNumOccurrencesFlag() == cl::OneOrMore;
  if (O->getNumOccurrences() && !Collects)
    O->reset();
  if (!is_contained(Changed, O))
    Changed.push_back(O);
  return !O->addOccurrence(0, O->ArgStr, Value);
}

void LlvmOptionScope::setFromUser(StringRef Argument,
                                  DiagnosticSink &Diagnostics) {
  StringRef Text = Argument;
  auto Refuse = [&](const Twine &Message, std::string Hint) {
    Diagnostics.report(
        error(Code::OPTION_INVALID, Message.str()).hint(std::move(Hint)));
  };
  if (!Text.consume_front("--") && !Text.consume_front("-"))
    return Refuse("LLVM argument '" + Argument + "' is not an option",
                  ("options begin with a dash: -" + Argument).str());
  bool HasValue = Text.contains('=');
  auto [Name, Value] = Text.split('=');
  auto &Registered = cl::getRegisteredOptions();
  auto Found = Registered.find(Name);
  if (Found == Registered.end() || endsTheProcess(Name)) {
    std::string Near = nearestOption(Name);
    return Refuse("unknown LLVM argument '" + Argument + "'",
                  Near.empty() || endsTheProcess(Near)
                      ? "opt-22 --help-hidden and llc-22 --help-hidden list "
                        "LLVM's options"
                      : "did you mean '-" + Near + "'?");
  }
  switch (Found->second->getValueExpectedFlag()) {
  case cl::ValueRequired:
    if (!HasValue)
      return Refuse("LLVM argument '" + Argument + "' needs a value",
                    ("write -" + Name + "=VALUE").str());
    break;
  case cl::ValueDisallowed:
    if (HasValue)
      return Refuse("LLVM argument '" + Argument + "' takes no value",
                    ("write -" + Name).str());
    break;
  default:
    break;
  }
  if (!set(Name, Value))
    Refuse("LLVM refuses the value of '" + Argument + "'",
           ("-" + Name + ": " + Found->second->HelpStr).str());
}

LlvmOptionScope::LlvmOptionScope(const Module &M, const LinkOptions &Options,
                                 DiagnosticSink &Diagnostics) {
  // Cold call sites keep alwaysinline: accessors of aya return more than the
  // 64 bits that BPF can return, so that what is not inlined fails later.
  set("cold-callsite-rel-freq", "0");
  // LLVM 22 turns loops into calls of functions that nobody defines on BPF.
  set("disable-loop-idiom-strlen", "true");
  set("disable-loop-idiom-wcslen", "true");
  if (expandsInOrder(M, Options))
    set("bpf-expand-memcpy-in-order", "true");
  // How long scalar evolution tries a loop out whose bound it cannot work out:
  // that of Rust's `0..=n`.
  if (Options.UnrollLoops || !Options.Loops)
    set("scalar-evolution-max-iterations", "2048");
  // Loops as calls of memset and memcpy would come back as loops.
  if (!Options.Loops)
    set("disable-loop-idiom-all", "true");
  for (StringRef Argument : Options.LlvmArgs)
    setFromUser(Argument, Diagnostics);
}

LlvmOptionScope::~LlvmOptionScope() {
  for (cl::Option *O : reverse(Changed))
    O->reset();
}

} // namespace bpflinker
