// The flags are read with clang's own option table, so that aliases, joined and
// separate values are known, and each refused option is named by its id once.
// What hides behind -Xclang or -Wp is judged later, on the finished invocation
// (invocation.cpp).

#include "compiler/flags.h"

#include "support/nearest.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"

using namespace llvm;
using namespace clang::options;

namespace bpflinker {
namespace {

struct Refusal {
  /// An option or a group of options.
  ID Option;
  const char *Why;
  const char *Hint;
};

const char OutputKind[] = "it would change what the compile produces";
const char OutputPlace[] = "it would change where the output goes";
const char OtherFiles[] = "it would write further files";
const char LoadsCode[] = "it would load code into the compiler";
const char Prints[] = "it makes clang print instead of compile";
const char UseEmit[] =
    "choose the kinds of output with the 'emit' setting; dependencies are "
    "always part of the result";
const char Remove[] = "remove it";

constexpr Refusal Refusals[] = {
    {OPT_Action_Group, OutputKind, UseEmit},
    {OPT_emit_llvm, OutputKind, UseEmit},
    {OPT_emit_ast, OutputKind, UseEmit},
    {OPT__analyze, OutputKind, Remove},
    {OPT_flto_EQ, OutputKind, Remove},
    {OPT_fembed_bitcode_EQ, OutputKind, UseEmit},
    {OPT_o, OutputPlace, "set 'outDir' or the output's path instead"},
    {OPT_M_Group, OtherFiles, UseEmit},
    {OPT_MJ, OtherFiles, Remove},
    {OPT_save_temps_EQ, OtherFiles, UseEmit},
    {OPT_gsplit_dwarf, OtherFiles, Remove},
    {OPT_gsplit_dwarf_EQ, OtherFiles, Remove},
    {OPT__serialize_diags, OtherFiles, "diagnostics are part of the result"},
    {OPT_foptimization_record_file_EQ, OtherFiles, Remove},
    {OPT_fsave_optimization_record, OtherFiles, Remove},
    {OPT_ftime_trace, OtherFiles, "timings are part of the result"},
    {OPT_ftime_trace_EQ, OtherFiles, "timings are part of the result"},
    {OPT_mllvm, "it changes the whole process",
     "put the option into the 'llvmArgs' setting"},
    {OPT_fplugin_EQ, LoadsCode, Remove},
    {OPT_fpass_plugin_EQ, LoadsCode, Remove},
    {OPT_config, "it reads further flags from a file",
     "list the flags themselves"},
    {OPT_x, "the language follows from the file's name",
     "C sources end in '.c'; other languages are not taken"},
    {OPT__HASH_HASH_HASH, Prints, Remove},
    {OPT_v, Prints, Remove},
    {OPT_H, Prints, "dependencies are part of the result"},
    {OPT_ftime_report, Prints, "timings are part of the result"},
    {OPT_ftime_report_EQ, Prints, "timings are part of the result"},
    {OPT_version, Prints, Remove},
    {OPT__version, Prints, Remove},
    {OPT_help, Prints, Remove},
    {OPT__help_hidden, Prints, Remove},
    {OPT_dumpversion, Prints, Remove},
    {OPT_dumpmachine, Prints, Remove},
    {OPT_fdriver_only, Prints, Remove},
    {OPT_print_supported_cpus, Prints, Remove},
};

const Refusal *refusalOf(const opt::Option &O) {
  for (const Refusal &R : Refusals)
    if (O.matches(R.Option))
      return &R;
  return nullptr;
}

/// Flags are compared without the value that is joined to them: `-sdt=c11`.
std::string nearestFlag(StringRef Flag) {
  const opt::OptTable &Table = clang::getDriverOptTable();
  StringRef Name = Flag.take_front(Flag.find('=') + 1);
  if (Name.empty())
    Name = Flag;
  NearestName Nearest(Name);
  for (unsigned Id = 1; Id <= Table.getNumOptions(); ++Id)
    if (Table.getOption(Id).hasVisibilityFlag(ClangOption))
      Nearest.offer(Table.getOptionPrefixedName(Id));
  return Nearest.get().empty()
             ? ""
             : (Nearest.get() + Flag.drop_front(Name.size())).str();
}

Diagnostic unknownFlag(StringRef Flag) {
  Diagnostic D =
      error(Code::OPTION_INVALID, ("clang has no flag '" + Flag + "'").str());
  if (std::string Nearest = nearestFlag(Flag); !Nearest.empty())
    D.hint("did you mean '" + Nearest + "'?");
  return D;
}

} // namespace

HeaderFlags checkFlags(ArrayRef<std::string> Flags,
                       DiagnosticSink &Diagnostics) {
  HeaderFlags Headers;
  if (Flags.empty())
    return Headers;
  SmallVector<const char *, 16> Raw;
  for (const std::string &Flag : Flags)
    Raw.push_back(Flag.c_str());

  unsigned MissingIndex = 0, MissingCount = 0;
  opt::InputArgList Args = clang::getDriverOptTable().ParseArgs(
      Raw, MissingIndex, MissingCount, opt::Visibility(ClangOption));
  if (MissingCount != 0)
    Diagnostics.report(
        error(Code::OPTION_INVALID, "the clang flag '" + Flags[MissingIndex] +
                                        "' needs a value, and none follows")
            .hint("give the value as the next flag of the "
                  "list, such as '-include', 'defs.h'"));

  for (const opt::Arg *Arg : Args) {
    const opt::Option &O = Arg->getOption();
    std::string Text = Arg->getAsString(Args);
    if (O.matches(OPT_UNKNOWN)) {
      Diagnostics.report(unknownFlag(Text));
    } else if (O.matches(OPT_INPUT)) {
      Diagnostics.report(
          error(Code::OPTION_INVALID,
                "'" + Text + "' among the clang flags is no flag")
              .hint("list files as inputs of the object; a flag and its value "
                    "are two entries unless they are written as one word"));
    } else if (const Refusal *R = refusalOf(O)) {
      Diagnostics.report(
          error(Code::OPTION_INVALID,
                "the clang flag '" + Text + "' is not taken: " + R->Why)
              .hint(R->Hint));
    } else if (O.matches(OPT_nostdinc)) {
      Headers.Builtin = Headers.System = false;
    } else if (O.matches(OPT_nobuiltininc)) {
      Headers.Builtin = false;
    } else if (O.matches(OPT_nostdlibinc)) {
      Headers.System = false;
    }
  }
  return Headers;
}

} // namespace bpflinker
